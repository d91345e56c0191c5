// esp32: what that chip measures by itself.
#include "mod/module.h"

static int hall(struct call *c)
{
    int32_t value = 0;
    int err = call_chip(c, CHIP_HALL, &value);

    if (!err)
        reply_int(c->reply, value);
    return err;
}

static int intemp(struct call *c)
{
    int32_t milli = 0;
    int err = call_chip(c, CHIP_TEMPERATURE_MC, &milli);

    if (!err)
        reply_fixed(c->reply, (milli + (milli < 0 ? -50 : 50)) / 100, 1);
    return err;
}

static int touch(struct call *c)
{
    int32_t count = 0;
    int err = call_touch(c, 0, &count);

    if (!err)
        reply_int(c->reply, count);
    return err;
}

static const struct pin_need pins[] = { { "pwm_1", PIN_TOUCH } }; // GPIO14 of an ESP32
static const struct verb verbs[] = {
    { "hall", hall, "magnetic field, without a unit" },
    { "intemp", intemp, "temperature of the chip in degrees Celsius" },
    { "touchpin14", touch, "a count that falls when the pin is touched" },
};
const struct module mod_esp32 = {
    .name = "esp32",
    .help = "sensors of the ESP32",
    PINS(pins),
    VERBS(verbs),
};
