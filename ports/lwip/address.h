// Decides which address the node uses on its network: setting devip, a lease, or none yet.
// Addresses are in network order; 0 means none.
#ifndef LWIP_ADDRESS_H
#define LWIP_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

enum { ADDRESS_LEASE_WAIT_MS = 3000 }; // wait for a lease, counted from when the link came up

// What to do now.
enum address_step {
    ADDRESS_WAIT,   // nothing
    ADDRESS_LEASED, // nothing: the address is that of the lease
    ADDRESS_OWN,    // return the lease; use devip with the mask and router of the lease
    ADDRESS_ALONE,  // stop asking for a lease; use devip with `mask` and `router`
    ADDRESS_MISFIT, // log that devip does not fit into the leased network
    ADDRESS_NOBODY  // log that no server answered; a lease may still come
};

struct address {
    uint32_t own;          // setting devip
    uint32_t mask, router; // for ADDRESS_ALONE
    uint32_t up_ms;        // when the link came up
    bool is_up, is_decided;
};

struct address_lease {
    uint32_t address, mask;
};

void address_init(struct address *a, uint32_t own);

// What follows from the link and the lease (NULL: none) at this time. Each step is returned once.
// After any step except ADDRESS_WAIT the address is decided.
enum address_step address_look(struct address *a, bool is_up, const struct address_lease *lease,
                               uint32_t now_ms);

// Milliseconds until address_look must be called again without an event; UINT32_MAX: never.
uint32_t address_wait_ms(const struct address *a, uint32_t now_ms);

#endif
