// rgb: a colour lamp on three PWM pins, with fades. The successor has a module of that name.
#include "lamp.h"

enum { CHANNELS = 3, MULTIPLIER = 1664525, INCREMENT = 1013904223 };

// A linear congruential generator: Numerical Recipes, section 7.1.
static uint32_t rgb_next_random(uint32_t *seed)
{
    *seed = *seed * MULTIPLIER + INCREMENT;
    return *seed >> 16;
}

static int random_color(struct call *c)
{
    const struct lamp *l = c->self;
    int32_t most = c->in[1].i > LAMP_FULL ? lamp_scale(c->in[1].i, LAMP_TODAYS_FULL) : c->in[1].i;
    uint32_t seed = call_clock_ms(c) ^ (uint32_t)(l->want[0] << 16 | l->want[1] << 8 | l->want[2]);
    int32_t want[CHANNELS];

    for (unsigned i = 0; i < CHANNELS; i++)
        want[i] = (int32_t)(rgb_next_random(&seed) % ((uint32_t)most + 1));
    return lamp_set(c, want, true, lamp_smooth_ms(c, 0));
}

static const struct pin_need pins[] = { { "pwm_1", PIN_PWM },
                                        { "pwm_2", PIN_PWM },
                                        { "pwm_3", PIN_PWM } };
static const struct field color_in[] = {
    LAMP_COLOR,
    LAMP_SMOOTH,
};
static const struct field transition_in[] = {
    LAMP_COLOR,
    LAMP_SECONDS,
};
static const struct field random_in[] = {
    LAMP_SMOOTH,
    { "max_val", K_INT, "the most of a channel", .lo = 1, .hi = LAMP_TODAYS_FULL, .def = 254,
      .flags = F_OPTIONAL },
};
static const struct field state[] = {
    LAMP_KEPT("R", "red", 0, CLASS_RED),
    LAMP_KEPT("G", "green", 1, CLASS_GREEN),
    LAMP_KEPT("B", "blue", 2, CLASS_BLUE),
    LAMP_KEPT_ON,
};
static const struct verb verbs[] = {
    { "load", lamp_load, "bring back what was before the reboot", IN(call_restore_in),
      OUT_ONLY(TEXT) },
    { "color", lamp_color, "set the colour; a channel that is left out stays", IN(color_in),
      OUT_ONLY(STATE) },
    { "brightness", lamp_brightness, "make the colour brighter or darker", IN(lamp_brightness_in),
      OUT_ONLY(STATE) },
    { "toggle", lamp_toggle, "switch the lamp", IN(lamp_toggle_in), OUT_ONLY(STATE) },
    { "transition", lamp_transition, "go to a colour slowly", IN(transition_in), OUT_ONLY(STATE) },
    { "random", random_color, "a colour by chance", IN(random_in), OUT_ONLY(STATE) },
    { "status", call_status, "the colour, and whether the lamp is on", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIOs of its pins", OUT_ONLY(PINS) },
};
const struct module mod_rgb = {
    .name = "rgb",
    .help = "colour lamp with fades",
    .keep_file = "rgb255.pds",
    .tick = lamp_tick,
    .stop = lamp_stop,
    PINS(pins),
    STATE(state, struct lamp),
    VERBS(verbs),
};
