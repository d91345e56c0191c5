// The network as the rest of a board's program uses it. ports/eth implements it for boards with
// Ethernet frames. A port with a vendor's TCP/IP stack implements it itself.
//
// Only the node's thread calls these functions. If lwIP has a separate thread, the node's task
// always holds lwIP's core lock. It releases the lock only inside network_move, network_wait and
// board_sleep. So lwIP's callbacks run at the same places as on a board with one thread, and
// ports/lwip needs no locks.
//
// Addresses are IPv4 in network order; 0 means none.
#ifndef LWIP_NETWORK_H
#define LWIP_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

struct node;

// The medium of the node's frames.
enum network_kind {
    NETWORK_WIRE,
    NETWORK_STATION, // a Wi-Fi network that the node has joined
    NETWORK_AP       // a Wi-Fi network that the node itself provides
};

enum { NETWORK_NO_SIGNAL = INT8_MIN }; // dBm

// The present state.
struct network_facts {
    uint64_t news_ms; // clock_ms() of the last change of link, address or kind
    uint32_t address, mask, router;
    bool is_up;   // a cable is plugged in, a network is joined, or the node's own network is open
    uint8_t kind; // enum network_kind
    int8_t signal_dbm; // of the joined network, or NETWORK_NO_SIGNAL
    uint8_t mac[6];
};

// Events. Several may have happened, also a link that went down and came up again. The facts have
// the present state.
enum network_event {
    NETWORK_CAME_UP = 1 << 0,
    NETWORK_WENT_DOWN = 1 << 1,
    NETWORK_ADDRESS_CHANGED = 1 << 2, // address, mask or router
    NETWORK_KIND_CHANGED = 1 << 3
};

// Starts the network, and waits at most some seconds for an address: setting devip, or a lease.
// Call it after the settings are loaded. `name` is sent to DHCP servers. Its text must stay valid,
// and may change with the setting. If the network cannot start, that is logged and it stays down.
void network_start(struct node *n, const char *name);

// Stays valid. network_move, network_wait and network_follow update it.
const struct network_facts *network_facts(void);

// Events since the last call: bits of enum network_event.
unsigned network_events(void);

// Takes input and runs the timers of the stack. Returns true if there may be more at once. It never
// calls the node, so the network can run while the node waits for it.
bool network_move(void);

// Same. If there was no input, sleeps a moment. Feeds the watchdog.
void network_wait(void);

// Does the network's work with the node: chooses an address, writes log lines. Call once per round,
// outside of network_move and network_wait.
void network_follow(struct node *n);

uint32_t network_wait_ms(void); // until network_move or network_follow has work

#endif
