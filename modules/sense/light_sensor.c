// light_sensor: a TEMT6000 over 10 kohm. Vishay "TEMT6000X01": its current grows with the light,
// and the original takes two lux for a microampere.
#include "chips/adc.h"

enum { HUNDREDTHS = 10000 /* of a percent in the whole */ };

static int light_sensor_answer(struct call *c, unsigned hundredths)
{
    char text[16];
    struct out o;

    out_init(&o, text, sizeof text);
    out_fixed(&o, (int32_t)hundredths, 2);
    call_out_text(c, 0, out_written(&o));
    return OK;
}

static int intensity(struct call *c)
{
    unsigned steps = 0;
    int err = adc_read(c, 0, &steps);

    return err ? err : light_sensor_answer(c, (steps * HUNDREDTHS + ADC_FULL / 2) / ADC_FULL);
}

// Steps x 5/1024 V over 10 kohm are 5000/10240 microamperes: 1000/1024 lux.
static int illuminance(struct call *c)
{
    unsigned steps = 0;
    int err = adc_read(c, 0, &steps);

    return err ? err : light_sensor_answer(c, (steps * 100000 + 512) / 1024);
}

static const struct pin_need pins[] = { { "adc_0", PIN_ADC } };
static const struct field intensity_out[] = {
    { "light intensity [%]", K_FIXED, "of the most", .unit = "%", .hi = HUNDREDTHS, .decimals = 2,
      .flags = F_QUOTED, .class = CLASS_BRIGHTNESS },
};
static const struct field illuminance_out[] = {
    { "illuminance [lux]", K_FIXED, "of the light", .unit = "lx", .hi = 100000, .decimals = 2,
      .flags = F_QUOTED, .class = CLASS_ILLUMINANCE },
};
static const struct verb verbs[] = {
    { "intensity", intensity, "light in percent of the most", OUT(MAP, intensity_out) },
    { "illuminance", illuminance, "light in lux", OUT(MAP, illuminance_out) },
};
const struct module mod_light_sensor = {
    .name = "light_sensor",
    .help = "light sensor TEMT6000",
    PINS(pins),
    VERBS(verbs),
};
