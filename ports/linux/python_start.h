// Starts the workers' processes, the first ones and those after a death.
#ifndef LINUX_PYTHON_START_H
#define LINUX_PYTHON_START_H

#include "python_worker.h"

// Makes a worker for a text, whose process starts in the next round; it answers usermod_loaded or
// usermod_refused. Its module is `like` that one, with `run` for each of its verbs. NULL: no
// memory.
struct python_worker *python_start(struct usermod_load *l, const struct module *like, verb_fn *run);

// Starts it at once and waits until it has answered: for a node that boots, whose first commands
// may be the module's.
void python_start_now(struct python_worker *w);

#endif
