// What modules of lamps offer: verbs that are the same for all of them, and rows for their tables.
#ifndef LIB_LAMP_VERBS_H
#define LIB_LAMP_VERBS_H

#include "lib_lamp.h"

// lamp_go, and answers with the module's status.
int lamp_set(struct call *c, const int32_t *want, bool on, uint32_t ms);

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

#define LAMP_CHANNEL(name, help)                                                                   \
    {                                                                                              \
        name, K_INT, help, .hi = LAMP_FULL, .step = 2, .flags = F_OPTIONAL                         \
    }
#define LAMP_SMOOTH                                                                                \
    {                                                                                              \
        "smooth", K_BOOL, "fade; without it True", .def = 1, .flags = F_OPTIONAL                   \
    }
#define LAMP_SECONDS                                                                               \
    {                                                                                              \
        "sec", K_FIXED, "how long", .unit = "s", .lo = 1, .hi = 36000, .def = 10, .decimals = 1,   \
                                    .flags = F_OPTIONAL                                            \
    }
#define LAMP_KEPT(name, help, i)                                                                   \
    {                                                                                              \
        name, K_INT, help, .hi = LAMP_FULL, .def = 190, .flags = F_KEEP, AT(struct lamp, want[i])  \
    }
#define LAMP_KEPT_ON                                                                               \
    {                                                                                              \
        "S", K_INT, "on or off", .hi = 1, .flags = F_KEEP, AT(struct lamp, on)                     \
    }

#endif
