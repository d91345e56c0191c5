// The port of a unit: what the core asks it for.
#ifndef LINUX_UNIT_PORT_H
#define LINUX_UNIT_PORT_H

#include "unit.h"

// Fills u->port; store and machine are made before.
void unit_fill_port(struct unit *u);

// Ends the links to other nodes and gives back tasks and calls, so that the node finds none.
void unit_empty_port(struct unit *u);

#endif
