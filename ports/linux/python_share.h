// What workers take: of a processor in their own processes, all of them together, and of the
// node's time when it serves them.
#ifndef LINUX_PYTHON_SHARE_H
#define LINUX_PYTHON_SHARE_H

#include "python_worker.h"

// How long a worker must wait before something more is asked of it: 0, it need not.
uint32_t python_share_wait_ms(const struct python_worker *w);

// It was asked, or has answered. Between the two it may compute; whatever it takes is paid.
void python_share_asked(struct python_worker *w);
void python_share_answered(struct python_worker *w);

// For its timer, while it is idle: false, and it goes on computing after it has answered.
bool python_share_look(struct python_worker *w);

// How long the node must wait before it serves the worker again: 0, it need not. `serve` is then
// called as a cause of the worker's.
uint32_t python_share_serve(struct python_worker *w, void (*serve)(struct python_worker *w));

#endif
