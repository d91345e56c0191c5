// The links that the node opens to other nodes.
#ifndef LWIP_DIAL_H
#define LWIP_DIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct connection;
struct node;
struct peer_call;

// Port operations (port.h). False: the link is none of these.
struct peer_call *dial_pool(void *ctx, unsigned *n);
int dial_begin(void *ctx, struct peer_call *call, const char *host, uint16_t port);
bool dial_hang_up(void *link);

// What a link sends by: a call's connection; the links of sessions are connections themselves.
struct connection *dial_connection(void *link);

// Begins what the node wants and tells it what came of it. Before a restart all links are dropped.
// True: somebody in the node waits for what it was told.
bool dial_poll(struct node *n);

#endif
