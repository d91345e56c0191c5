// The login of a conversation by SCRAM, and what is left of the one in clear.
#include "shell/proof.h"
#include "base/frame.h"

SEPARATE_FRAME enum access_end proof_line(struct node *n, struct shell *s, struct text line,
                                          struct out *o)
{
    struct access_guest g = { .peer = s->peer,
                              .peer_hash = s->peer_hash,
                              .has_begun = s->talk.is_proving };

    if (g.has_begun) {
        g.turn = s->turn;
        s->progress = (struct progress){ 0 };
    }
    enum access_end end = access_scram(n, &g, line, o);
    s->talk.is_proving = end == ACCESS_BEGUN;
    if (s->talk.is_proving)
        s->turn = g.turn;
    return end;
}

bool proof_refuses_plain(struct node *n, const struct shell *s, struct out *o)
{
    if (s->kind == LINK_CONSOLE || settings_bool(&n->settings, KEY_plainpwd))
        return false;
    node_log(n, LOG_WARN, "[ socket server ] %s sent a password in clear: refused", s->peer);
    out_text(o, "AuthFailed\nThis node takes no password in clear (setting plainpwd): use micros, "
                "or another client that knows SCRAM-SHA-256\nBye!\n");
    return true;
}

void proof_note_plain(struct node *n, const struct shell *s)
{
    if (s->kind == LINK_CONSOLE || n->has_told_plain)
        return;
    node_log(n, LOG_WARN,
             "[ socket server ] %s sent the password in clear, for everyone on the network to "
             "read; to refuse that: conf, plainpwd false",
             s->peer);
    n->has_told_plain = true;
}
