// cct: a lamp of cold and warm white on two PWM pins, with fades. The successor has a module of
// that name.
#include "lamp.h"

enum { COLD = 0, WARM = 1, CHANNELS = 2 };

// Sets another mixture. The brighter white of the new one is as bright as that of the old one.
static int cct_hue(struct call *c)
{
    const struct lamp *l = c->self;
    int32_t cold = c->in[0].i, warm = 100 - cold, larger = cold > warm ? cold : warm;
    int32_t most = l->want[COLD] > l->want[WARM] ? l->want[COLD] : l->want[WARM];
    int32_t want[CHANNELS] = { (most * cold + larger / 2) / larger,
                               (most * warm + larger / 2) / larger };

    return lamp_set(c, want, true, lamp_smooth_ms(c, 1));
}

static const struct pin_need pins[] = { { "pwm_1", PIN_PWM }, { "pwm_2", PIN_PWM } };
static const struct field white_in[] = {
    LAMP_CHANNEL("c", "cold white", 0),
    LAMP_CHANNEL("w", "warm white", 0),
    LAMP_SMOOTH,
};
static const struct field transition_in[] = {
    LAMP_CHANNEL("cw", "cold white", 0),
    LAMP_CHANNEL("ww", "warm white", 0),
    LAMP_SECONDS,
};
static const struct field hue_in[] = {
    { "percent", K_INT, "0 is warm, 100 is cold", .unit = "%", .hi = 100, .step = 2 },
    LAMP_SMOOTH,
};
static const struct field state[] = {
    LAMP_KEPT("CW", "cold white", COLD, CLASS_BRIGHTNESS),
    LAMP_KEPT("WW", "warm white", WARM, CLASS_BRIGHTNESS),
    LAMP_KEPT_ON,
};
static const struct verb verbs[] = {
    { "load", lamp_load, "bring back what was before the reboot", IN(call_restore_in),
      OUT_ONLY(TEXT) },
    { "white", lamp_color, "set both whites; one that is left out stays", IN(white_in),
      OUT_ONLY(STATE) },
    { "brightness", lamp_brightness, "make the light brighter or darker", IN(lamp_brightness_in),
      OUT_ONLY(STATE) },
    { "hue", cct_hue, "mix the two whites", IN(hue_in), OUT_ONLY(STATE) },
    { "toggle", lamp_toggle, "switch the lamp", IN(lamp_toggle_in), OUT_ONLY(STATE) },
    { "transition", lamp_transition, "go to a mixture slowly", IN(transition_in), OUT_ONLY(STATE) },
    { "status", call_status, "both whites, and whether the lamp is on", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIOs of its pins", OUT_ONLY(PINS) },
};
const struct module mod_cct = {
    .name = "cct",
    .help = "lamp of cold and warm white",
    .keep_file = "cct.pds",
    .tick = lamp_tick,
    .stop = lamp_stop,
    PINS(pins),
    STATE(state, struct lamp),
    VERBS(verbs),
};
