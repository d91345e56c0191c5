// What lamps of two or three PWM channels have in common: a colour that is remembered while they
// are dark, and fades by tick, which hold nobody up.
#ifndef LIB_LAMP_H
#define LIB_LAMP_H

#include "mod/module.h"

enum { LAMP_CHANNELS = 3, LAMP_FULL = 255 };

struct lamp {
    int32_t want[LAMP_CHANNELS]; // 0 to LAMP_FULL, of the lamp when it is on
    int32_t on;                  // what it is now; after a start, what it was before
    bool is_driven;              // the pins carry `on` and `want`, or are on their way there
    bool is_fading;
    int32_t now[LAMP_CHANNELS], from[LAMP_CHANNELS]; // what the pins carry; where the fade began
    uint32_t begun_ms, length_ms;                    // of the fade, of the node's clock
};

// Begins the way to this state, which takes `ms` (0: at once); the pins are the needs of the
// module. All channels at 0 switch the lamp off and keep the colour. After an error the lamp is
// dark.
int lamp_go(struct call *c, const int32_t *want, bool on, uint32_t ms);

// The module's tick and stop.
int lamp_tick(struct call *c);
void lamp_stop(struct call *c);

#endif
