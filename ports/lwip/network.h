// The network as the rest of a board's program sees it. ports/eth does this for boards that move
// Ethernet frames; a port on a vendor's TCP/IP stack does it itself.
//
// One thread calls these functions: the node's. Where lwIP has a thread of its own, the node's task
// holds lwIP's core lock all the time, and lets go of it inside network_move, network_wait and
// board_sleep only. So lwIP's callbacks run where they run on a board with one thread, and nothing
// in ports/lwip needs a lock.
//
// Addresses are IPv4 in network order, as they stand in memory; 0 is none.
#ifndef LWIP_NETWORK_H
#define LWIP_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

struct node;

// What carries the node's frames.
enum network_kind {
    NETWORK_WIRE,
    NETWORK_STATION, // a Wi-Fi network that the node has joined
    NETWORK_AP       // a Wi-Fi network of the node's own
};

enum { NETWORK_NO_SIGNAL = INT8_MIN }; // dBm

// What is known now.
struct network_facts {
    uint64_t news_ms; // clock_ms() when link, address or kind changed last
    uint32_t address, mask, router;
    bool is_up;        // a cable is plugged in; a network is joined; the own network is open
    uint8_t kind;      // enum network_kind
    int8_t signal_dbm; // of the joined network, or NETWORK_NO_SIGNAL
    uint8_t mac[6];
};

// What happened. Several may have, also a link that went down and is up again: the facts say how it
// is now.
enum network_event {
    NETWORK_CAME_UP = 1 << 0,
    NETWORK_WENT_DOWN = 1 << 1,
    NETWORK_ADDRESS_CHANGED = 1 << 2, // address, mask or router
    NETWORK_KIND_CHANGED = 1 << 3
};

// Starts the network, and waits some seconds at most for an address: setting devip, or a lease. The
// node's settings are loaded. `name` is what a DHCP server is told; it stays where it is, and
// follows the setting. A network that cannot start is said in the log and stays down.
void network_start(struct node *n, const char *name);

// Stays valid, and is kept up to date by network_move, network_wait and network_follow.
const struct network_facts *network_facts(void);

// What happened since this was called last: bits of enum network_event.
unsigned network_events(void);

// Takes what came in and runs the stack's timers. True: there may be more at once. It never calls
// the node, so that the network may move while the node waits for it.
bool network_move(void);

// The same; when nothing came in, it sleeps a moment until something may have. Feeds the watchdog.
void network_wait(void);

// What the network has to do with the node: an address that is to be chosen, what the log should
// say. Once in each round, when the network does not move.
void network_follow(struct node *n);

uint32_t network_wait_ms(void); // until network_move or network_follow has something to do

#endif
