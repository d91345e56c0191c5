// Up to four relays at the first pins of a module, whose state is a struct relays. One that may
// only be on for so long is switched off by tick. A failure switches all of them off.
#ifndef LIB_RELAYS_H
#define LIB_RELAYS_H

#include "mod/module.h"

enum { RELAYS_MAX = 4 };

struct relays {
    int32_t on[RELAYS_MAX], limit_s[RELAYS_MAX]; // limit_s: 0 is none
    int32_t channels, interlock, active_low;
    uint32_t since_ms[RELAYS_MAX], off_at_ms[RELAYS_MAX]; // of the node's clock
    bool is_timed[RELAYS_MAX];
};

// Switches one; with an interlock the others go off before. for_s: off again after so long, 0: when
// its limit is over.
int relays_switch_on(struct call *c, unsigned i, int32_t for_s);
int relays_switch_off(struct call *c, unsigned i);

// All of them off but one (-1: without exception); an error with one does not leave the others on.
int relays_all_off(struct call *c, int but);

// The safe state, and the error that led there. One that does not follow is tried again.
int relays_give_up(struct call *c, int err);

// When one that is on goes off: its limit counts from when it went on, so that to give a command
// again makes it no longer.
void relays_set_time(struct call *c, unsigned i, int32_t for_s);

// Asks to be woken when the next one is to be switched off.
void relays_schedule(struct call *c);

int relays_tick(struct call *c);

#endif
