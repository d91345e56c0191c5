// Lets modules give commands.
#include "base/bytes.h"
#include "mod/module.h"

bool call_run(struct call *c, struct text command, struct out *answer)
{
    return c->node->run(c->node_ctx, c->owner, command, answer);
}

bool call_order(struct call *c, const char *command)
{
    char copy[CALL_COMMAND_MAX + 1], none[1];
    struct text t = text_of(command);
    struct out ignored;

    if (!t.len)
        return true;
    t.len = t.len < CALL_COMMAND_MAX ? t.len : CALL_COMMAND_MAX;
    bytes_copy(copy, t.p, t.len);
    out_init(&ignored, none, sizeof none);
    return call_run(c, text_make(copy, t.len), &ignored);
}

int call_step(struct call *c, struct progress *p, const char *command, struct out *answer)
{
    char copy[CALL_COMMAND_MAX + 1];
    struct progress progress = *p;
    struct text t = text_of(command);

    t.len = t.len < CALL_COMMAND_MAX ? t.len : CALL_COMMAND_MAX;
    bytes_copy(copy, t.p, t.len);
    int err = c->node->step(c->node_ctx, c->owner, &progress, text_make(copy, t.len), answer);
    if (!c->node->has(c->node_ctx, c->self))
        return ERR_NAME;
    *p = progress;
    return err;
}
