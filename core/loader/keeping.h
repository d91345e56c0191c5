// Commands that a verb takes to keep them for later: they are tried when they are given.
#ifndef LOADER_KEEPING_H
#define LOADER_KEEPING_H

#include "command/command.h"
#include "mod/module.h"

// Whether the verb takes any (F_COMMAND).
bool keeping_is_done_by(const struct verb *v);

// After a call that worked: the first of its commands that could not run is a line more in the
// answer, "warning: ...".
void keeping_try(struct request *r, const struct call *c);

#endif
