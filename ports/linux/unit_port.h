// The port of a unit: functions that the core needs.
#ifndef LINUX_UNIT_PORT_H
#define LINUX_UNIT_PORT_H

#include "unit.h"

// How many background tasks and calls to other nodes can run at the same time.
enum { UNIT_TASKS = 16, UNIT_CALLS = 16 };

// Fills u->port. The store and the board must exist already.
void unit_fill_port(struct unit *u);

// Ends the links to other nodes, and frees tasks and calls, so that the restarted node has none.
void unit_empty_port(struct unit *u);

#endif
