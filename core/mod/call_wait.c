// Verbs that take time: they give the node back its loop and are run again.
#include "mod/module.h"

int call_wait(struct call *c, uint32_t ms)
{
    if (!c->progress)
        return ERR_NOTSUP;
    c->progress->wake_in_ms = ms;
    return ERR_WAIT;
}
