// Shared by modules of lamps with two or three PWM channels. The colour is remembered while the
// lamp is dark. Fades run by tick, so they block nobody.
#ifndef MODULES_LAMP_H
#define MODULES_LAMP_H

#include "mod/module.h"

// If a channel of a colour is above LAMP_FULL, the colour uses the successor's scale up to
// LAMP_TODAYS_FULL.
enum { LAMP_CHANNELS = 3, LAMP_FULL = 255, LAMP_TODAYS_FULL = 1000 };

struct lamp {
    int32_t want[LAMP_CHANNELS]; // 0 to LAMP_FULL: colour of the lamp when it is on
    int32_t on;                  // present state; after a start, the state before it
    bool is_driven;              // the pins carry `on` and `want`, or fade towards them
    bool is_fading;
    int32_t now[LAMP_CHANNELS], from[LAMP_CHANNELS]; // what the pins carry; where the fade started
    uint32_t begun_ms, length_ms; // start and length of the fade, on the node's clock
};

// Starts a fade to this state, which takes `ms` (0: at once). The pins are the needs of the module.
// All channels at 0 switch the lamp off and keep the colour. After an error the lamp is dark.
int lamp_start_fade(struct call *c, const int32_t *want, bool on, uint32_t ms);

// The module's tick and stop.
int lamp_tick(struct call *c);
void lamp_stop(struct call *c);

// Calls lamp_start_fade and answers with the module's status.
int lamp_set(struct call *c, const int32_t *want, bool on, uint32_t ms);

// Converts a number from a scale up to `full` to one up to LAMP_FULL.
static inline int32_t lamp_scale(int32_t v, int32_t full)
{
    return (v * LAMP_FULL + full / 2) / full;
}

// Arguments of the verbs below. lamp_smooth_ms: how long "smooth" takes if it is argument `i`.
extern const struct field lamp_brightness_in[2], lamp_toggle_in[2];
uint32_t lamp_smooth_ms(const struct call *c, unsigned i);

// Verbs. Colour and transition: an optional argument per channel, then "smooth" or tenths of a
// second.
int lamp_color(struct call *c);
int lamp_transition(struct call *c);
int lamp_brightness(struct call *c); // of the brightest channel; the others keep their proportion
int lamp_toggle(struct call *c);
int lamp_load(struct call *c);

#define LAMP_CHANNEL(name, help, more)                                                             \
    {                                                                                              \
        name, K_INT, help, .hi = LAMP_FULL, .step = 2, .flags = F_OPTIONAL | F_ANSWERS | (more)    \
    }
#define LAMP_COLOR                                                                                 \
    LAMP_CHANNEL("r", "red", F_COLOR), LAMP_CHANNEL("g", "green", 0), LAMP_CHANNEL("b", "blue", 0)
#define LAMP_SMOOTH                                                                                \
    {                                                                                              \
        "smooth", K_BOOL, "fade; without it True", .def = 1, .flags = F_OPTIONAL                   \
    }
#define LAMP_SECONDS                                                                               \
    {                                                                                              \
        "sec", K_FIXED, "how long", .unit = "s", .lo = 1, .hi = 36000, .def = 10, .decimals = 1,   \
                                    .flags = F_OPTIONAL                                            \
    }
#define LAMP_KEPT(name, help, i, what)                                                             \
    {                                                                                              \
        name, K_INT, help, .hi = LAMP_FULL, .def = 190, .flags = F_KEEP, AT(struct lamp, want[i]), \
                           .class = what                                                           \
    }
#define LAMP_KEPT_ON                                                                               \
    {                                                                                              \
        "S", K_INT, "on or off", .hi = 1, .flags = F_KEEP, AT(struct lamp, on),                    \
                                 .class = CLASS_ON_OFF                                             \
    }

#endif
