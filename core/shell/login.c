// PBKDF2 is slow by design: one password takes a second of a chip's only processor. So passwords
// are checked one after the other, in slices. Between slices all other clients are served. The
// checks take at most a quarter of the time.
#include "shell/login.h"
#include "base/bytes.h"
#include "base/frame.h"

enum {
    REST = 3,     // after a slice, other work gets this many times its duration
    TURN_MS = 20, // a session that waits for its turn looks again after this
};

static bool is_looked_at(const struct shell *s)
{
    return s->guess > GUESS_QUEUED;
}

// The session that has waited longest is next.
static bool is_its_turn(const struct node *n, const struct shell *me)
{
    const struct shell *next = NULL;

    for (const struct shell *s = n->shells; s; s = s->next) {
        if (is_looked_at(s))
            return false;
        if (s->guess == GUESS_QUEUED)
            next = s; // the list has the newest first, so the last one is the oldest
    }
    return next == me;
}

static enum command_end login_wait(struct shell *s, enum guess guess, uint32_t ms)
{
    s->guess = (uint8_t)guess;
    s->progress.wake_in_ms = ms;
    return COMMAND_WAITS;
}

void login_forget(struct shell *s)
{
    if (is_looked_at(s))
        bytes_wipe(line_work(&s->line), PBKDF2_WORDS * sizeof(uint32_t));
    s->guess = GUESS_NONE;
}

static void warn_of_plain(struct node *n, const struct shell *s)
{
    if (s->kind == LINK_CONSOLE || n->has_told_plain)
        return;
    node_log(n, LOG_WARN,
             "[ socket server ] %s sent the password in clear, for everyone on the network to "
             "read; to refuse that: conf, plainpwd false",
             s->peer);
    n->has_told_plain = true;
}

// The line is unlikely to be the password: a tool's command, or a word that a person began to type.
static enum command_end ask_for_password(struct request *r, const struct shell *s)
{
    node_log(r->node, LOG_INFO, "[ socket server ] %s gave a command before the password", s->peer);
    out_text(r->reply.out,
             "AuthFailed\nGive the password first. This was none and did not count: a "
             "password has 8 bytes or more, and is no command\nBye!\n");
    return COMMAND_HANG_UP;
}

static enum command_end login_finish(struct request *r, struct shell *s, bool is_right)
{
    login_forget(s);
    // A password in the file may be shorter than the minimum.
    if (!is_right && s->line.len < (size_t)keys[KEY_appwd].lo)
        return ask_for_password(r, s);
    s->talk.is_in = access_finish(r->node, s->peer, s->peer_hash, is_right, r->reply.out);
    if (s->talk.is_in)
        warn_of_plain(r->node, s);
    return s->talk.is_in ? COMMAND_DONE : COMMAND_HANG_UP;
}

// Checks the waiting time again, as others may have tried from the same address meanwhile.
static enum command_end login_start(struct request *r, struct shell *s)
{
    struct text password = text_trim(line_text(&s->line));

    if (!is_its_turn(r->node, s))
        return login_wait(s, GUESS_QUEUED, TURN_MS);
    if (access_must_wait(r->node, s->peer, s->peer_hash, r->reply.out)) {
        s->guess = GUESS_NONE;
        return COMMAND_HANG_UP;
    }
    if (!access_guess(r->node, password, line_work(&s->line), &s->progress.memo))
        return login_finish(r, s, false);
    return login_wait(s, GUESS_WORKS, 0);
}

static enum command_end login_work(struct request *r, struct shell *s)
{
    uint32_t left = s->progress.memo;
    uint32_t now = left < CFG_PASSWORD_SLICE ? left : CFG_PASSWORD_SLICE;

    r->node->port->crypto->pbkdf2_more(line_work(&s->line), now);
    s->progress.memo -= now;
    return login_wait(s, GUESS_WORKED, 0);
}

// By now the node's clock has advanced by the time that the slice took.
static enum command_end login_rest(struct request *r, struct shell *s)
{
    uint32_t took_ms = r->node->now_ms - s->resume_ms;

    if (!s->progress.memo)
        return login_finish(r, s, access_is_right(r->node, line_work(&s->line)));
    return login_wait(s, GUESS_WORKS, took_ms * REST);
}

// The password itself was sent, readable on its way.
static enum command_end queue(struct request *r, struct shell *s, struct text line)
{
    struct node *n = r->node;

    if (n->rooms->is_command(n, line))
        return ask_for_password(r, s);
    if (s->kind != LINK_CONSOLE && !settings_bool(&n->settings, KEY_plainpwd)) {
        node_log(n, LOG_WARN, "[ socket server ] %s sent a password in clear: refused", s->peer);
        out_text(r->reply.out,
                 "AuthFailed\nThis node takes no password in clear (setting plainpwd): use "
                 "micros, or another client that knows SCRAM-SHA-256\nBye!\n");
        return COMMAND_HANG_UP;
    }
    if (access_must_wait(n, s->peer, s->peer_hash, r->reply.out))
        return COMMAND_HANG_UP;
    return login_wait(s, GUESS_QUEUED, 0);
}

// Handles a line that may belong to a SCRAM login. The state of the line before it is used up.
static enum access_end log_in_by_proof(struct node *n, struct shell *s, struct text line,
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

SEPARATE_FRAME static enum command_end look_or_log_in(struct request *r, struct shell *s,
                                                      struct text line)
{
    enum command_end end;

    line = text_trim(line);
    if (command_look(r, line, &end))
        return end;
    switch (log_in_by_proof(r->node, s, line, r->reply.out)) {
    case ACCESS_NO_SCRAM: return queue(r, s, line);
    case ACCESS_BEGUN: return COMMAND_DONE;
    case ACCESS_IN: s->talk.is_in = true; return COMMAND_DONE;
    default: return COMMAND_HANG_UP;
    }
}

enum command_end login_line(struct request *r, struct shell *s, struct text line)
{
    switch ((enum guess)s->guess) {
    case GUESS_NONE: return look_or_log_in(r, s, line);
    case GUESS_QUEUED: return login_start(r, s);
    case GUESS_WORKS: return login_work(r, s);
    default: return login_rest(r, s);
    }
}
