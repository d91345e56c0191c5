// Modules that give commands.
#include "mod/module.h"

bool call_run(struct call *c, struct text command, struct out *answer)
{
    return c->host->run(c->host_ctx, command, answer);
}
