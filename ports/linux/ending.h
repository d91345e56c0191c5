// SIGTERM and SIGINT end the process. Normally it ends in order, in the next round of the loop. If
// the loop is blocked, the process is ended after ENDING_S seconds, which is like a power cut.
#ifndef LINUX_ENDING_H
#define LINUX_ENDING_H

#include "posix/loop.h"

enum { ENDING_S = 5, ENDING_CUT_OFF = 3 }; // ENDING_CUT_OFF: exit status if it was blocked

// From now on these signals set is_over of this loop and wake it. Returns 0, or -1 with errno.
int ending_catch(struct loop *l);

#endif
