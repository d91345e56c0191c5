// Keeps the facts and events of a network for an implementation of network.h. Each call reports the
// present state; only changes become events.
#ifndef LWIP_NETWORK_STATE_H
#define LWIP_NETWORK_STATE_H

#include "network.h"

struct network_state {
    struct network_facts facts;
    uint8_t events; // not fetched yet
};

// The link is down and there is no address.
void network_state_init(struct network_state *s, enum network_kind kind, const uint8_t mac[6]);

// Times are monotonic milliseconds; addresses are as in network.h.
void network_state_link(struct network_state *s, bool is_up, uint64_t now_ms);
void network_state_kind(struct network_state *s, enum network_kind kind, uint64_t now_ms);
void network_state_address(struct network_state *s, uint32_t address, uint32_t mask,
                           uint32_t router, uint64_t now_ms);

// Returns the events since the last call.
unsigned network_state_take(struct network_state *s);

#endif
