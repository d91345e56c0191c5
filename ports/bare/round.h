// One round of the node's thread. Where a system has threads, the task that runs it holds lwIP's
// lock (network.h).
#ifndef BARE_ROUND_H
#define BARE_ROUND_H

// Serves all that came, does what is due, and sleeps until there is more to do. After
// device_start, again and again. It does not come back when the node restarts.
void round_run(void);

#endif
