// For verbs that take time: they return to the node's loop and are run again later.
#include "mod/module.h"

int call_wait(struct call *c, uint32_t ms)
{
    if (!c->progress)
        return ERR_NOTSUP;
    c->progress->wake_in_ms = ms;
    return ERR_WAIT;
}
