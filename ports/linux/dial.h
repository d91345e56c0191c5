// Links that a node opens to other nodes.
#ifndef LINUX_DIAL_H
#define LINUX_DIAL_H

#include "node/node.h"

struct unit;

// Same as port->dial: looks for the host and connects, without blocking. Returns OK or an error.
int dial_start(struct unit *u, struct peer_call *call, const char *host, uint16_t port,
               struct link **link);

void dial_drop_all(struct unit *u); // tells the node nothing

#endif
