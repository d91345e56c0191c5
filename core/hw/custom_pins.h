// A user's own GPIO numbers for some logical pins of a board: "pwm_1:4; irq1:12".
#ifndef HW_CUSTOM_PINS_H
#define HW_CUSTOM_PINS_H

#include "base/out.h"
#include "hw/board.h"

enum { CUSTOM_PINS_MAX = 160 }; // most pins of a board that can be changed

struct custom_pins {
    struct board board; // its pins point to the array below, so do not copy this struct
    struct board_pin pins[CUSTOM_PINS_MAX + 1];
};

// Makes c->board a copy of `base` with the GPIO numbers in `map`. The copy still uses the names of
// `base`. `map` may start with the name of the board. ERR_RANGE: `why` gets what is wrong and what
// is accepted.
int custom_pins_make(struct custom_pins *c, const struct board *base, struct text map,
                     struct out *why);

#endif
