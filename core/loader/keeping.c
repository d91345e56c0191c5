// Tests the commands that a call gives a module to run later.
#include "loader/keeping.h"
#include "base/frame.h"
#include "command/trial.h"

bool keeping_is_done_by(const struct verb *v)
{
    unsigned i = 0;

    while (i < v->n_in && !(v->in[i].flags & F_COMMAND))
        i++;
    return i < v->n_in;
}

// Tests a command in an argument. If it could not run, adds that to the answer.
static bool is_told(struct request *r, struct text command)
{
    char chunk[16];

    if (trial_command(r->node, command, NULL))
        return false;
    struct out o = reply_open(&r->reply, "warning", chunk, sizeof chunk);
    (void)trial_command(r->node, command, &o);
    reply_close(&r->reply, &o);
    return true;
}

// Same, with a number added, as the module will add one.
SEPARATE_FRAME static bool is_told_with_number(struct request *r, struct text command)
{
    char line[CALL_COMMAND_MAX + 1];
    struct out whole;

    out_init(&whole, line, sizeof line);
    out_slice(&whole, command);
    out_text(&whole, " 1");
    return is_told(r, out_written(&whole));
}

SEPARATE_FRAME void keeping_try(struct request *r, const struct call *c)
{
    for (unsigned i = 0; i < c->verb->n_in && r->reply.at.shape == REPLY_MAP; i++) {
        const struct field *f = &c->verb->in[i];
        struct text command = c->in[i].s;
        if (!(f->flags & F_COMMAND) || !call_has(c, i) || !command.len)
            continue;
        if (f->def ? is_told_with_number(r, command) : is_told(r, command))
            return;
    }
}
