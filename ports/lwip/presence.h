// The node's presence on its network: its address as text, its name, its mode (setting nwmd). It
// follows the events of network.h, for any kind of network.
#ifndef LWIP_PRESENCE_H
#define LWIP_PRESENCE_H

#include <stdint.h>

struct node;

// The node's address as text, or "n/a" while it has none. Always the same memory.
const char *presence_address(void);

// Operation of the port (port.h).
const char *presence_mode(void *ctx);

// Starts time and network, and waits a moment for an address. Call it after the settings are
// loaded.
void presence_start(struct node *n);

// Announces the shell in the local network.
void presence_announce(struct node *n, uint16_t port);

// Handles changes of address, link, mode, name and time. Call once per round.
void presence_follow(struct node *n);

#endif
