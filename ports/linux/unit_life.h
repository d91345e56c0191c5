// A node of the process from its start to its end.
#ifndef LINUX_UNIT_LIFE_H
#define LINUX_UNIT_LIFE_H

#include "unit.h"

// Makes node number `index` of the process; its root folder is made when missing. NULL: it says
// why.
struct unit *unit_new(struct process *p, unsigned index);

// Loads the settings, listens, boots. 0, or an exit status after it said why.
int unit_start(struct unit *u);

// Tells the node whether the time is right.
void unit_trust_time(struct unit *u);

// Ends sessions and listener. What sockets were sent last may still be on its way (posix/stream.h):
// the loop goes on for a moment.
void unit_stop(struct unit *u);

// Drops what is left of a unit that was stopped, and frees it.
void unit_free(struct unit *u);

#endif
