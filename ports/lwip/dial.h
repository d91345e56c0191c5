// The links that the node opens to other nodes.
#ifndef LWIP_DIAL_H
#define LWIP_DIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct link;
struct node;
struct peer_call;

// Port operations (port.h).
struct peer_call *dial_pool(void *ctx, uint8_t *n);
int dial_start(void *ctx, struct peer_call *call, const char *host, uint16_t port,
               struct link **link);

// Begins what the node wants and tells it what came of it. Before a restart all links are dropped.
// True: somebody in the node waits for what it was told.
bool dial_poll(struct node *n);

#endif
