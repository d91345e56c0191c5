// Facts and events of a network as a value, for whoever does what network.h asks. Each call notes
// what is so now; an event follows only from a change.
#ifndef LWIP_NETWORK_STATE_H
#define LWIP_NETWORK_STATE_H

#include "network.h"

struct network_state {
    struct network_facts facts;
    uint8_t events; // not taken yet
};

// Down, without an address.
void network_state_init(struct network_state *s, enum network_kind kind, const uint8_t mac[6]);

// Monotonic milliseconds; addresses as in network.h.
void network_state_link(struct network_state *s, bool is_up, uint64_t now_ms);
void network_state_kind(struct network_state *s, enum network_kind kind, uint64_t now_ms);
void network_state_address(struct network_state *s, uint32_t address, uint32_t mask,
                           uint32_t router, uint64_t now_ms);

// The events since this was called last.
unsigned network_state_take(struct network_state *s);

#endif
