// The conversation with a worker.
#ifndef LINUX_PYTHON_TALK_H
#define LINUX_PYTHON_TALK_H

#include "python_worker.h"

// The first word to a new process. What follows from its answers is done by python_talk_take.
void python_talk_start(struct python_worker *w);

// Begins a call. Its number; 0: it is busy, try again when the node is woken, or `why` says why it
// cannot be.
uint32_t python_talk_call(struct python_worker *w, const struct call *c, const char **why);

// An input has changed.
void python_talk_edge(struct python_worker *w, unsigned gpio, bool is_high);

// A timer of the user's file is due.
void python_talk_tick(struct python_worker *w);

// Takes what the worker has said. Its memory stays until the end of the round, even where the
// worker is freed.
void python_talk_take(struct python_worker *w);

#endif
