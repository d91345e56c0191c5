// Tracks who gave wrong passwords and how long each address has to wait. The table has a fixed
// size. Addresses that find no room in it, and all unknown ones, share one waiting time. So more
// addresses allow more guesses only up to the size of the table.
#ifndef NODE_GUESTS_H
#define NODE_GUESTS_H

#include "cfg.h"
#include <stdbool.h>
#include <stdint.h>

// An address is identified by a hash. The highest bit is set for addresses of this machine.
#define PEER_IS_LOCAL 0x80000000u

struct delay {
    uint32_t until_low; // no try before this, on clock_ms: 40 bits last for 34 years
    uint8_t until_high;
    uint8_t failures : 7; // in a row
    bool is_known : 1;    // has logged in once: keeps its row even without failures
};

struct guest {
    uint32_t peer_hash;
    struct delay delay;
};

struct guests {
    struct guest rows[CFG_GUESTS]; // a row is free if it has no failures and is not known
    struct delay others[2];        // for all without a row: [0] other machines, [1] this machine
};

// Milliseconds until an address may try again; 0: now.
uint32_t guests_wait_ms(const struct guests *g, uint32_t peer_hash, uint64_t clock_ms);

// Records a wrong password. Returns for how many seconds the address must wait now: 1, 2, 4 ... 64.
// Failures are forgotten one hour after the wait.
uint32_t guests_fail(struct guests *g, uint32_t peer_hash, uint64_t clock_ms);

// Records a right password. The address has a row from now on and never waits because of others.
void guests_welcome(struct guests *g, uint32_t peer_hash, uint64_t clock_ms);

#endif
