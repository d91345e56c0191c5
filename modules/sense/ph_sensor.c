// ph_sensor: the reading of an analog pH probe.
#include "chips/adc.h"

static int ph_sensor_measure(struct call *c)
{
    unsigned steps = 0;
    int err = adc_read(c, 0, &steps);

    if (!err)
        reply_text(c->reply, "ADC value: %u", steps);
    return err;
}

static const struct pin_need pins[] = { { "adc_0", PIN_ADC } };
static const struct verb verbs[] = {
    { "measure", ph_sensor_measure, "the converter's steps, of 1023", OUT(TEXT, adc_out) },
};
const struct module mod_ph_sensor = {
    .name = "ph_sensor",
    .help = "analog pH probe",
    PINS(pins),
    VERBS(verbs),
};
