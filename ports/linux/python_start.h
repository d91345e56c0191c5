// Starts the workers' processes: the first ones, and new ones after a death.
#ifndef LINUX_PYTHON_START_H
#define LINUX_PYTHON_START_H

#include "python_worker.h"

// Makes a worker for a text. Its process starts in the next round and answers usermod_loaded or
// usermod_refused. Its module has the functions of `like`, and `run` for each verb. NULL: no
// memory.
struct python_worker *python_start(struct usermod_load *l, const struct module *like, verb_fn *run);

// Starts it at once and waits for the answer. For a node that boots, since its first commands may
// use the module.
void python_start_now(struct python_worker *w);

#endif
