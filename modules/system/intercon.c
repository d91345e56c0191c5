// intercon: sends commands to other nodes and gives their answers.
#include "mod/module.h"

enum { LOOK_MS = 5000 }; // at the latest; an answer wakes the command earlier

static void list_lines(struct reply *r, struct text answer)
{
    reply_begin(r, REPLY_LIST);
    while (answer.len) {
        size_t n = 0;
        while (n < answer.len && answer.p[n] != '\n')
            n++;
        reply_item_text(r, text_trim(text_make(answer.p, n)));
        answer = text_skip(answer, n + 1);
    }
}

static int sendcmd(struct call *c)
{
    struct text answer = { NULL, 0 };
    char host[80];
    struct out o;

    if (!c->progress)
        return ERR_NOTSUP;
    out_init(&o, host, sizeof host);
    out_slice(&o, c->in[1].s);
    if (call_has(c, 2))
        out_format(&o, ":%d", (int)c->in[2].i);
    int err =
        c->node->ask(c->node_ctx, c->owner, c->progress, c->in[0].s, out_written(&o), &answer);
    if (err == ERR_WAIT)
        return call_wait(c, LOOK_MS);
    if (err && err != ERR_REFUSED)
        reply_refuse(c->reply, "%s", c->node->ask_error(c->node_ctx, err));
    else
        list_lines(c->reply, answer);
    if (err == ERR_REFUSED)
        reply_fail(c->reply);
    return OK;
}

static const struct field send_in[] = {
    { "cmd", K_TEXT, "the command, as at the other node's shell", .lo = 1, .hi = 512 },
    { "host", K_TEXT, "its name, name.local or address", .lo = 1, .hi = 63, .flags = F_WORD },
    { "port", K_INT, "of its shell; without it this node's own", .lo = 1, .hi = 65535,
      .flags = F_OPTIONAL },
};
static const struct field send_out[] = { { "line", K_TEXT, "of the other node's answer" } };
static const struct verb verbs[] = {
    { "sendcmd", sendcmd, "send a command to another node: its answer, line by line", IN(send_in),
      OUT(LIST, send_out) },
};
const struct module mod_intercon = {
    .name = "intercon",
    .help = "talk to other nodes",
    VERBS(verbs),
};
