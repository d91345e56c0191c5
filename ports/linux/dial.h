// Links that a node opens to other nodes.
#ifndef LINUX_DIAL_H
#define LINUX_DIAL_H

#include "node/node.h"

struct unit;

struct dial;

// As port->dial says: looks for the host and connects, without waiting. OK or an error.
int dial_begin(struct unit *u, struct peer_call *call, const char *host, uint16_t port);

// The link of a call, or NULL: it is no such link.
struct dial *dial_find(struct unit *u, const void *link);

void dial_send(struct dial *d, const char *data, size_t len);
void dial_hang_up(struct dial *d);
void dial_drop_all(struct unit *u); // says nothing to the node

#endif
