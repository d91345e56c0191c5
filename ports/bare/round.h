// The node's thread, round after round. If the system has threads, the task that runs it holds
// lwIP's lock (network.h).
#ifndef BARE_ROUND_H
#define BARE_ROUND_H

// Each round serves all input, does what is due, and sleeps until there is more to do. Call
// device_start first.
_Noreturn void round_loop(void);

#endif
