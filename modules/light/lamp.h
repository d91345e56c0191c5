// What the modules of lamps with two or three PWM channels share: a colour that is remembered while
// they are dark, and fades by tick, which hold nobody up.
#ifndef MODULES_LAMP_H
#define MODULES_LAMP_H

#include "mod/module.h"

// A colour with a channel above LAMP_FULL is in the successor's scale, of LAMP_TODAYS_FULL.
enum { LAMP_CHANNELS = 3, LAMP_FULL = 255, LAMP_TODAYS_FULL = 1000 };

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
int lamp_start_fade(struct call *c, const int32_t *want, bool on, uint32_t ms);

// The module's tick and stop.
int lamp_tick(struct call *c);
void lamp_stop(struct call *c);

// lamp_start_fade, and answers with the module's status.
int lamp_set(struct call *c, const int32_t *want, bool on, uint32_t ms);

// A number of the scale whose most is `full`, in that of LAMP_FULL.
static inline int32_t lamp_scale(int32_t v, int32_t full)
{
    return (v * LAMP_FULL + full / 2) / full;
}

// The arguments of verbs below, and how long "smooth" takes when it is argument `i`.
extern const struct field lamp_brightness_in[2], lamp_toggle_in[2];
uint32_t lamp_smooth_ms(const struct call *c, unsigned i);

// Verbs. Colour and transition: an optional argument per channel, then "smooth", or tenths of a
// second.
int lamp_color(struct call *c);
int lamp_transition(struct call *c);
int lamp_brightness(struct call *c); // of the brightest channel, the others in proportion
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
