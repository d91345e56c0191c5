// Tests commands that a verb takes to run later.
#ifndef LOADER_KEEPING_H
#define LOADER_KEEPING_H

#include "command/command.h"
#include "mod/module.h"

// Whether the verb has such arguments (F_COMMAND).
bool keeping_is_done_by(const struct verb *v);

// Call after a successful verb. If one of the commands could not run, adds a line to the answer:
// "warning: ...".
void keeping_try(struct request *r, const struct call *c);

#endif
