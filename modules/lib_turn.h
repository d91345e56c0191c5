// Whose turn it is at a sensor that is asked now and read a little later, one command at a time.
#ifndef LIB_TURN_H
#define LIB_TURN_H

#include "mod/module.h"

struct turn {
    uint32_t number;   // of the newest question; 0: none yet
    uint32_t asked_ms; // of the node's clock
    bool is_taken;
};

enum turn_next { TURN_ASK = 1, TURN_READ };

// What the command does now: TURN_ASK, and then it waits; or TURN_READ what it asked for. ERR_WAIT:
// another command is at it, this one is to return that. ERR_NOTSUP: who gave the command cannot
// wait. A question whose command was given up counts no more after a moment.
int turn_take(struct call *c, struct turn *t);

#endif
