// motion_sensor: a passive infrared sensor on a digital pin.
#include "mod/module.h"

static int motion_sensor_state(struct call *c)
{
    bool is_high = false;
    int err = call_pin_read(c, 0, &is_high);

    if (!err)
        call_out(c, 0, is_high);
    return err;
}

static int motion_sensor_deinit(struct call *c)
{
    call_release(c, 0);
    reply_text(c->reply, "DEINIT PIR SENSOR");
    return OK;
}

static const struct pin_need pins[] = { { "simple_2", PIN_IN_UP } };
static const struct field motion_out[] = { { "motion", K_INT, "1: something moves", .hi = 1,
                                             .class = CLASS_MOTION } };
static const struct verb verbs[] = {
    { "get_PIR_state", motion_sensor_state, "1: something moves", OUT(VALUE, motion_out) },
    { "PIR_deinit", motion_sensor_deinit, "release the pin", OUT_ONLY(TEXT) },
};
const struct module mod_motion_sensor = {
    .name = "motion_sensor",
    .help = "motion sensor (PIR)",
    PINS(pins),
    VERBS(verbs),
};
