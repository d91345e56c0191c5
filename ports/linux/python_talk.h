// The protocol with a worker.
#ifndef LINUX_PYTHON_TALK_H
#define LINUX_PYTHON_TALK_H

#include "python_worker.h"

// Sends the first message to a new process. python_talk_take handles the answers.
void python_talk_start(struct python_worker *w);

// Starts a call and returns its number. 0: it was not started. If the worker is busy, try again
// when the node is woken. If workers have used too much, try again after *wait_ms. If it is
// impossible, `why` says why.
uint32_t python_talk_call(struct python_worker *w, const struct call *c, uint32_t *wait_ms,
                          const char **why);

// Reports a change of an input.
void python_talk_edge(struct python_worker *w, unsigned gpio, bool is_high);

// The worker is idle, so the next waiting item gets its turn: an edge, or a timer that is due. If
// workers have used too much, it is postponed.
void python_talk_go_on(struct python_worker *w);

// Handles the worker's messages. Its memory stays valid until the end of the round, even if the
// worker is freed.
void python_talk_take(struct python_worker *w);

#endif
