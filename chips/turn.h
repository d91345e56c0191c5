// Whose turn it is where a sensor is asked in pulses now and read a little later: one command at a
// time, of whatever module.
#ifndef CHIPS_TURN_H
#define CHIPS_TURN_H

#include "mod/module.h"

struct turn_question {
    unsigned out, in; // needs, and the rest as call_pulse has it
    bool level;
    unsigned us;
    uint32_t answer_ms; // when the answer is complete, after the question began
};

// Asks when the command's turn comes, in the steps of the command. OK: the answer is to be taken
// now. ERR_WAIT: not yet. ERR_NOTSUP: who gave the command cannot wait. What it returns but OK the
// verb returns at once.
int turn_ask(struct call *c, const struct turn_question *q);

#endif
