// Lets commands take turns on sensors that are asked by a pulse and read a little later. One
// command at a time may ask, whatever its module.
#ifndef CHIPS_TURN_H
#define CHIPS_TURN_H

#include "mod/module.h"

struct turn_question {
    unsigned out, in; // needs; this and the rest as in call_pulse
    bool level;
    unsigned us;
    uint32_t answer_ms; // time from the question until the answer is complete
};

// Asks when it is the command's turn, over several steps of the command. OK: take the answer now.
// ERR_WAIT: not yet. ERR_NOTSUP: this command cannot wait. If it returns anything but OK, the verb
// must return that at once.
int turn_ask(struct call *c, const struct turn_question *q);

#endif
