// Bytes on their way to a connection: gathered into segments, waited for, never without end.
#ifndef LWIP_OUTPUT_H
#define LWIP_OUTPUT_H

#include "connection.h"

// Queues bytes. While there is no room the network moves; a peer that takes nothing meanwhile is
// dropped, and what a dropped one should get, too.
void output_send(struct connection *c, const char *data, size_t len);

// Sends what is gathered. After each call of the node that may have sent something.
void output_flush(void);

// How many bytes lwIP takes at once, besides what is gathered.
size_t output_room(const struct connection *c);

// True when the peer has taken most of what it was sent: the next command may be answered.
bool output_has_room(const struct connection *c);

#endif
