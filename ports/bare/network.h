// The node's network: its address, its name on the local network, the time.
#ifndef LWIP_NETWORK_H
#define LWIP_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

struct node;

// Starts the network and waits a moment for an address: setting devip, else one that is leased.
// The node's settings are loaded.
void network_start(struct node *n);

// This node's address as text, or "n/a" as long as it has none. The same memory always.
const char *network_address(void);

// Tells the local network where the shell is: <devfid>.local, and a service _micros._tcp.
void network_announce(struct node *n, uint16_t port);

// Takes what came in and runs lwIP's timers. True: something came in. It never calls the node, so
// that the network may move while the node waits for it.
bool network_move(void);

// The same, and when nothing came in a short sleep until something may have. Feeds the watchdog.
void network_pause(void);

// Follows what changed: the node's name, the leased address, the time.
void network_follow(struct node *n);

uint32_t network_wait_ms(void); // until network_move has a timer to run

uint32_t network_random(void);

#endif
