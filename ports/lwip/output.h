// Output to a connection: collects bytes into segments and waits for room, with a time limit.
#ifndef LWIP_OUTPUT_H
#define LWIP_OUTPUT_H

#include "connection.h"

// Queues bytes. If there is no room, lets the network run. A peer that takes nothing meanwhile is
// dropped, and anything still queued for it is discarded.
void output_send(struct connection *c, const char *data, size_t len);

// Sends the collected bytes. Call it after each call of the node that may have sent something.
void output_flush(void);

// How many bytes lwIP takes at once, besides the collected ones.
size_t output_room(const struct connection *c);

// Whether the peer has taken most of the output, so that the next command may be answered.
bool output_has_room(const struct connection *c);

#endif
