// Links that the node opens to other nodes.
#ifndef LWIP_DIAL_H
#define LWIP_DIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link;
struct node;
struct peer_call;

// Operations of the port (port.h).
struct peer_call *dial_pool(void *ctx, uint8_t *n);
int dial_start(void *ctx, struct peer_call *call, const char *host, uint16_t port,
               struct link **link);

// Starts what the node wants and reports results to it. Before a restart all links are dropped.
// Returns true if the node was told something that it waits for.
bool dial_poll(struct node *n);

#endif
