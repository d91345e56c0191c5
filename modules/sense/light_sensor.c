// light_sensor: a TEMT6000 with 10 kohm. Vishay "TEMT6000X01": its current is proportional to the
// light, half a microampere per lux (10 uA at 20 lx, 50 uA at 100 lx).
#include "chips/adc.h"

enum { HUNDREDTHS = 10000 /* of a percent in 100 % */, CENTILUX_OF_MV = 20, FULL_MV = 3300 };

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

// At 10 kohm, one microampere gives 10 mV and means two lux. So a millivolt is a fifth of a lux.
static int illuminance(struct call *c)
{
    int32_t mv = 0;
    int err = call_adc(c, 0, &mv);

    return err ? err : light_sensor_answer(c, (unsigned)mv * CENTILUX_OF_MV);
}

static const struct pin_need pins[] = { { "adc_0", PIN_ADC } };
static const struct field intensity_out[] = {
    { "light intensity [%]", K_FIXED, "of the most", .unit = "%", .hi = HUNDREDTHS, .decimals = 2,
      .flags = F_QUOTED, .class = CLASS_BRIGHTNESS },
};
static const struct field illuminance_out[] = {
    { "illuminance [lux]", K_FIXED, "of the light", .unit = "lx", .hi = FULL_MV * CENTILUX_OF_MV,
      .decimals = 2, .flags = F_QUOTED, .class = CLASS_ILLUMINANCE },
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
