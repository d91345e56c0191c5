// SIGTERM and SIGINT end the process: in order, as soon as the loop comes round; and whatever keeps
// it from coming round, within ENDING_S seconds. What is cut off then is cut off as by the power.
#ifndef LINUX_ENDING_H
#define LINUX_ENDING_H

#include "posix/loop.h"

enum { ENDING_S = 5, ENDING_CUT_OFF = 3 }; // the exit status of the latter

// From now on they set is_over of this loop, and end what it waits for. 0, or -1 with errno.
int ending_catch(struct loop *l);

#endif
