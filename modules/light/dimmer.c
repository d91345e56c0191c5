// dimmer: one lamp on a PWM pin.
#include "mod/module.h"

enum { FREQUENCY_HZ = 480, FULL = 1000, SMOOTH = 1, STEP_MS = 20, SMOOTH_MS = 400 };

struct dimmer {
    int32_t on;     // present state; after a start, the state before it
    int32_t value;  // permille; brightness of the lamp when it is on
    bool is_driven; // the pin carries both, or fades towards them
    bool is_fading;
    int16_t now, from; // what the pin carries; where the fade started
    uint16_t begun_ms; // start of the fade, on the node's clock; 16 bits are enough for its length
};

// Sets the pin to its value at this moment of the fade.
static int dimmer_step(struct call *c)
{
    struct dimmer *d = c->self;
    int32_t to = d->on ? d->value : 0;
    uint16_t elapsed_ms = (uint16_t)((uint16_t)call_clock_ms(c) - d->begun_ms);

    d->is_fading = d->is_fading && elapsed_ms < SMOOTH_MS;
    d->now = (int16_t)(d->is_fading ? d->from + (to - d->from) * elapsed_ms / SMOOTH_MS : to);
    c->wake_in_ms = d->is_fading ? STEP_MS : 0;
    return call_pwm(c, 0, FREQUENCY_HZ, (uint32_t)d->now);
}

static int dimmer_tick(struct call *c)
{
    const struct dimmer *d = c->self;

    return d->is_fading ? dimmer_step(c) : OK;
}

// After an error everything is as before.
static int dimmer_set(struct call *c, int32_t value, bool on, bool is_smooth)
{
    struct dimmer *d = c->self, before = *d;

    d->value = value;
    d->on = on;
    d->is_driven = true;
    d->is_fading = is_smooth;
    d->from = d->now;
    d->begun_ms = (uint16_t)call_clock_ms(c);
    int err = dimmer_step(c);
    if (err)
        *d = before;
    return err;
}

static bool is_smooth(const struct call *c)
{
    return call_has(c, SMOOTH) && c->in[SMOOTH].i;
}

static int dimmer_set_value(struct call *c)
{
    const struct dimmer *d = c->self;
    int32_t value = call_has(c, 0) ? c->in[0].i : d->value;

    if (value < 0 || value > FULL) {
        reply_refuse(c->reply, "DIMMER ERROR, VALUE 0-1000 ONLY, GIVEN: %d", (int)value);
        return OK;
    }
    int err = dimmer_set(c, value ? value : d->value, value != 0, is_smooth(c));
    if (!err)
        reply_text(c->reply, "SET DIMMER: %d", (int)value);
    return err;
}

static int dimmer_toggle(struct call *c)
{
    const struct dimmer *d = c->self;
    bool on = call_has(c, 0) ? c->in[0].i : !(d->on && d->is_driven);
    int err = dimmer_set(c, d->value, on, is_smooth(c));

    if (!err)
        reply_text(c->reply, "SET DIMMER: %d", on ? (int)d->value : 0);
    return err;
}

static int dimmer_drive_kept(struct call *c)
{
    const struct dimmer *d = c->self;

    return dimmer_set(c, d->value, d->on, false);
}

static int dimmer_restore(struct call *c)
{
    const struct dimmer *d = c->self;

    return call_restore(c, d->is_driven, dimmer_drive_kept);
}

static void dimmer_stop(struct call *c)
{
    (void)call_pwm(c, 0, FREQUENCY_HZ, 0);
}

static const struct pin_need pins[] = { { "pwm_5", PIN_PWM } };
#define SMOOTH_IN                                                                                  \
    {                                                                                              \
        "smooth", K_BOOL, "fade; without it at once", .flags = F_OPTIONAL                          \
    }
static const struct field value_in[] = {
    { "value", K_INT, "brightness; 0 is off", .hi = FULL, .step = 10,
      .flags = F_OPTIONAL | F_ANSWERS, .class = CLASS_BRIGHTNESS },
    SMOOTH_IN,
};
static const struct field toggle_in[] = {
    { "state", K_BOOL, "on or off; without it the other one", .flags = F_OPTIONAL },
    SMOOTH_IN,
};
static const struct field state[] = {
    { "state", K_BOOL, "on or off", .hi = 1, .flags = F_KEEP, AT(struct dimmer, on),
      .class = CLASS_ON_OFF },
    { "value", K_INT, "brightness", .lo = 1, .hi = FULL, .def = 500, .flags = F_KEEP,
      AT(struct dimmer, value), .class = CLASS_BRIGHTNESS },
};
static const struct verb verbs[] = {
    { "set_value", dimmer_set_value, "set the brightness", IN(value_in),
      OUT_SOME(TEXT, value_in, 1) },
    { "toggle", dimmer_toggle, "switch the lamp", IN(toggle_in), OUT_SOME(TEXT, value_in, 1) },
    { "dimmer_cache_load_n_init", dimmer_restore, "bring back what was before the reboot",
      IN(call_restore_in), OUT_ONLY(TEXT) },
};
const struct module mod_dimmer = {
    .name = "dimmer",
    .help = "PWM dimmed lamp",
    .keep_file = "dimmer.pds",
    .tick = dimmer_tick,
    .stop = dimmer_stop,
    PINS(pins),
    STATE(state, struct dimmer),
    VERBS(verbs),
};
