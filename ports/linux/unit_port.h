// The port of a unit: what the core asks it for.
#ifndef LINUX_UNIT_PORT_H
#define LINUX_UNIT_PORT_H

#include "unit.h"

// Places for background tasks, and for calls of other nodes at the same time.
enum { UNIT_TASKS = 16, UNIT_CALLS = 16 };

// Fills u->port; store and machine are made before.
void unit_fill_port(struct unit *u);

// Ends the links to other nodes and gives back tasks and calls, so that the node finds none.
void unit_empty_port(struct unit *u);

#endif
