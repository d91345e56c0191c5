// The conversation with a worker.
#ifndef LINUX_PYTHON_TALK_H
#define LINUX_PYTHON_TALK_H

#include "python_worker.h"

// The first word to a new process. What follows from its answers is done by python_talk_take.
void python_talk_start(struct python_worker *w);

// Starts a call. Its number; 0: it is busy, try again when the node is woken, or workers have taken
// too much, try again after *wait_ms; or `why` says why it cannot be.
uint32_t python_talk_call(struct python_worker *w, const struct call *c, uint32_t *wait_ms,
                          const char **why);

// An input has changed.
void python_talk_edge(struct python_worker *w, unsigned gpio, bool is_high);

// It is idle, and what waits for that has its turn: an edge, or a timer that is due; or it is put
// off, when workers have taken too much.
void python_talk_go_on(struct python_worker *w);

// Takes what the worker has said. Its memory stays until the end of the round, even where the
// worker is freed.
void python_talk_take(struct python_worker *w);

#endif
