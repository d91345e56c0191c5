// Which address the node takes on its network, as a value: setting devip, a lease, or none yet.
// Addresses are in network order; 0 is none.
#ifndef LWIP_ADDRESS_H
#define LWIP_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

enum { ADDRESS_LEASE_WAIT_MS = 3000 }; // for a lease, from the moment on when the link is up

// What is to be done now.
enum address_step {
    ADDRESS_WAIT,   // nothing
    ADDRESS_LEASED, // nothing: the lease's address it is
    ADDRESS_OWN,    // give the lease back and take devip, with the mask and the router of the lease
    ADDRESS_ALONE,  // stop asking for a lease and take devip, with `mask` and `router`
    ADDRESS_MISFIT, // say that devip is no address of the leased network
    ADDRESS_NOBODY  // say that nobody answered; a lease may still come
};

struct address {
    uint32_t own;          // setting devip
    uint32_t mask, router; // of ADDRESS_ALONE
    uint32_t up_ms;        // when the link came up
    bool is_up, is_decided;
};

struct address_lease {
    uint32_t address, mask;
};

void address_init(struct address *a, uint32_t own);

// What follows from the link and the lease (NULL: none) at this time. Each step is told once; after
// any but ADDRESS_WAIT the address is settled.
enum address_step address_look(struct address *a, bool is_up, const struct address_lease *lease,
                               uint32_t now_ms);

// Until address_look has to be asked again although nothing happened; UINT32_MAX: not for that.
uint32_t address_wait_ms(const struct address *a, uint32_t now_ms);

#endif
