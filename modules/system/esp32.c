// esp32: what the chip measures without external parts.
#include "mod/module.h"

static int hall(struct call *c)
{
    int32_t value = 0;
    int err = call_chip(c, CHIP_HALL, &value);

    if (!err)
        call_out(c, 0, value);
    return err;
}

static int intemp(struct call *c)
{
    int32_t milli = 0;
    int err = call_chip(c, CHIP_TEMPERATURE_MC, &milli);

    if (!err)
        call_out(c, 0, (milli + (milli < 0 ? -50 : 50)) / 100);
    return err;
}

static int touchpin14(struct call *c)
{
    int32_t count = 0;
    int err = call_touch(c, 0, &count);

    if (!err)
        call_out(c, 0, count);
    return err;
}

// Same, as later generations call it.
static int touch(struct call *c)
{
    int32_t count = 0;
    int err = call_touch(c, 0, &count);

    return err ? err : call_answer(c, (const int64_t[]){ count < c->in[0].i, count });
}

static const struct pin_need pins[] = { { "pwm_1", PIN_TOUCH } }; // GPIO14 of an ESP32
static const struct field hall_out[] = { { "field", K_INT, "magnetic, without a unit" } };
static const struct field temp_out[] = { { "temperature", K_FIXED, "of the chip", .unit = "C",
                                           .decimals = 1, .class = CLASS_TEMPERATURE } };
static const struct field named_temp_out[] = { { "CPU temp [C]", K_FIXED, "of the chip",
                                                 .unit = "C", .decimals = 1,
                                                 .class = CLASS_TEMPERATURE } };
static const struct field level_in[] = { { "triglvl", K_INT, "below it the pin is touched",
                                           .hi = 65535, .def = 300, .flags = F_OPTIONAL } };
static const struct field touched_out[] = {
    { "isTouched", K_BOOL, "whether the pin is touched" },
    { "value", K_INT, "it falls when the pin is touched" },
};
static const struct field touch_out[] = { { "count", K_INT, "it falls when the pin is touched" } };
static const struct verb verbs[] = {
    { "hall", hall, "magnetic field, without a unit", OUT(VALUE, hall_out) },
    { "intemp", intemp, "temperature of the chip in degrees Celsius", OUT(VALUE, temp_out) },
    { "touchpin14", touchpin14, "a count that falls when the pin is touched",
      OUT(VALUE, touch_out) },
    { "temp", intemp, "the same, by its name", OUT(MAP, named_temp_out) },
    { "touch", touch, "whether the pin is touched, and the count", IN(level_in),
      OUT(MAP, touched_out) },
};
const struct module mod_esp32 = {
    .name = "esp32",
    .help = "sensors of the ESP32",
    PINS(pins),
    VERBS(verbs),
};
