// Accounts for what workers use: CPU time in their own processes, for all of them together, and the
// node's time for serving them.
#ifndef LINUX_PYTHON_SHARE_H
#define LINUX_PYTHON_SHARE_H

#include "python_worker.h"

// How long a worker must wait before it gets more work; 0: it need not wait.
uint32_t python_share_wait_ms(const struct python_worker *w);

// Call the first when it gets work, the second when it has answered. In between it may compute; all
// that time is charged.
void python_share_asked(struct python_worker *w);
void python_share_answered(struct python_worker *w);

// For its timer, while it is idle. False: it continues computing after its answer.
bool python_share_look(struct python_worker *w);

// How long the node must wait before it serves the worker again. 0: now; then `serve` is called, at
// the worker's cost.
uint32_t python_share_serve(struct python_worker *w, void (*serve)(struct python_worker *w));

#endif
