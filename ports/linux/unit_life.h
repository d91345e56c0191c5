// A node of the process from its start to its end.
#ifndef LINUX_UNIT_LIFE_H
#define LINUX_UNIT_LIFE_H

#include "unit.h"

// Makes node number `index` of the process, and its root folder if needed. NULL: the reason was
// printed.
struct unit *unit_new(struct process *p, unsigned index);

// Loads the settings, listens, boots. Returns 0, or an exit status after it printed the reason.
int unit_start(struct unit *u);

// Tells the node whether the time is correct.
void unit_trust_time(struct unit *u);

// Ends the sessions and the listener. The last bytes may still be on their way (posix/stream.h), so
// the loop must continue for a moment.
void unit_stop(struct unit *u);

// Drops what is left of a stopped unit, and frees it.
void unit_free(struct unit *u);

#endif
