// The user's own numbers for some of a board's logical pins: "pwm_1:4; irq1:12".
#ifndef HW_CUSTOM_PINS_H
#define HW_CUSTOM_PINS_H

#include "base/out.h"
#include "hw/board.h"

enum { CUSTOM_PINS_MAX = 160 }; // of a board that can be changed

struct custom_pins {
    struct board board; // its pins are those below: a copy of this struct is of no use
    struct board_pin pins[CUSTOM_PINS_MAX + 1];
};

// Makes c->board a copy of `base`, whose names it goes on using, with the numbers of `map`; the
// name of the board may stand before them. ERR_RANGE: `why` has what is wrong and what is accepted.
int custom_pins_make(struct custom_pins *c, const struct board *base, struct text map,
                     struct out *why);

#endif
