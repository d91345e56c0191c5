// How the node is present on its network: its address as text, its name, its mode (setting nwmd).
// It follows what the network says (network.h), whatever the network is.
#ifndef LWIP_PRESENCE_H
#define LWIP_PRESENCE_H

#include <stdint.h>

struct node;

// This node's address as text, or "n/a" as long as it has none. The same memory always.
const char *presence_address(void);

// A port operation (port.h).
const char *presence_mode(void *ctx);

// Starts time and network and waits a moment for an address. The node's settings are loaded.
void presence_start(struct node *n);

// Tells the local network where the shell is.
void presence_announce(struct node *n, uint16_t port);

// Follows what changed: address, link, mode, the node's name, the time. Once in each round.
void presence_follow(struct node *n);

#endif
