// dimmer: one lamp on a PWM pin.
#include "mod/module.h"

enum { FREQUENCY_HZ = 480, FULL = 1000 };

struct dimmer {
    int32_t on;     // what it is now; after a start, what it was before
    int32_t value;  // permille, of the lamp when it is on
    bool is_driven; // the pin carries both
};

static int dimmer_set(struct call *c, int32_t value, bool on)
{
    struct dimmer *d = c->self;
    int err = call_pwm(c, 0, FREQUENCY_HZ, on ? (unsigned)value : 0);

    if (err)
        return err;
    d->value = value;
    d->on = on;
    d->is_driven = true;
    return OK;
}

static int dimmer_set_value(struct call *c)
{
    const struct dimmer *d = c->self;
    int32_t value = call_has(c, 0) ? c->in[0].i : d->value;

    if (value < 0 || value > FULL) {
        reply_refuse(c->reply, "DIMMER ERROR, VALUE 0-1000 ONLY, GIVEN: %d", (int)value);
        return OK;
    }
    int err = dimmer_set(c, value ? value : d->value, value != 0);
    if (!err)
        reply_text(c->reply, "SET DIMMER: %d", (int)value);
    return err;
}

static int dimmer_toggle(struct call *c)
{
    const struct dimmer *d = c->self;
    bool on = call_has(c, 0) ? c->in[0].i : !(d->on && d->is_driven);
    int err = dimmer_set(c, d->value, on);

    if (!err)
        reply_text(c->reply, "SET DIMMER: %d", on ? (int)d->value : 0);
    return err;
}

static int dimmer_drive_kept(struct call *c)
{
    const struct dimmer *d = c->self;

    return dimmer_set(c, d->value, d->on);
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
static const struct field value_in[] = { { "value", K_INT, "brightness; 0 is off", .hi = FULL,
                                           .step = 10, .flags = F_OPTIONAL | F_ANSWERS,
                                           .class = CLASS_BRIGHTNESS } };
static const struct field state[] = {
    { "state", K_BOOL, "on or off", .hi = 1, .flags = F_KEEP, AT(struct dimmer, on),
      .class = CLASS_ON_OFF },
    { "value", K_INT, "brightness", .lo = 1, .hi = FULL, .def = 500, .flags = F_KEEP,
      AT(struct dimmer, value), .class = CLASS_BRIGHTNESS },
};
static const struct verb verbs[] = {
    { "set_value", dimmer_set_value, "set the brightness", IN(value_in), OUT(TEXT, value_in) },
    { "toggle", dimmer_toggle, "switch the lamp", IN(call_toggle_in), OUT(TEXT, value_in) },
    { "dimmer_cache_load_n_init", dimmer_restore, "bring back what was before the reboot",
      IN(call_restore_in), OUT_ONLY(TEXT) },
};
const struct module mod_dimmer = {
    .name = "dimmer",
    .help = "PWM dimmed lamp",
    .keep_file = "dimmer.pds",
    .stop = dimmer_stop,
    PINS(pins),
    STATE(state, struct dimmer),
    VERBS(verbs),
};
