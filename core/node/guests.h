// Who gave wrong passwords, and how long each has to wait. A table of bounded size: who finds no
// room in it waits together with all others of whom the node knows nothing. So more addresses give
// more guesses up to the size of the table, and none beyond.
#ifndef NODE_GUESTS_H
#define NODE_GUESTS_H

#include "cfg.h"
#include <stdbool.h>
#include <stdint.h>

// An address is known by a hash whose highest bit says that it is of this machine.
#define PEER_IS_LOCAL 0x80000000u

struct delay {
    uint32_t until_low; // no further try before this, on clock_ms: 40 bits last for 34 years
    uint8_t until_high;
    uint8_t failures : 7; // in a row
    bool is_known : 1;    // gave the password once: it has a row though it has no failures
};

struct guest {
    uint32_t peer_hash;
    struct delay delay;
};

struct guests {
    struct guest rows[CFG_GUESTS]; // free: no failures, and not known
    struct delay others[2];        // all that have no row: of other machines, of this one
};

// Milliseconds until an address may try again; 0: now.
uint32_t guests_wait_ms(const struct guests *g, uint32_t peer_hash, uint64_t clock_ms);

// It gave a wrong password: returns for how many seconds it must now wait, 1, 2, 4 ... 64. Failures
// are forgotten an hour after the wait.
uint32_t guests_fail(struct guests *g, uint32_t peer_hash, uint64_t clock_ms);

// It gave the password: it has a row from now on, and never waits for the failures of others.
void guests_welcome(struct guests *g, uint32_t peer_hash, uint64_t clock_ms);

#endif
