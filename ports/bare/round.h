// The node's thread, round after round. Where a system has threads, the task that runs it holds
// lwIP's lock (network.h).
#ifndef BARE_ROUND_H
#define BARE_ROUND_H

// In each round it serves all that came, does what is due, and sleeps until there is more to do.
// After device_start.
_Noreturn void round_loop(void);

#endif
