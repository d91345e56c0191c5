// co2: carbon dioxide from an MQ135 gas sensor.
#include "chips/mq135.h"

static int co2_measure(struct call *c)
{
    char text[64];
    struct out o;

    if (!call_has(c, 0) || !call_has(c, 1))
        return OK; // answers None, as the original does
    out_init(&o, text, sizeof text);
    int err = mq135_write(c, 0, c->in[0].i, c->in[1].i, "", &o);
    if (err)
        reply_refuse(c->reply, "%s", text);
    else
        reply_text(c->reply, "%s", text);
    return OK;
}

static const struct pin_need pins[] = { { "adc_0", PIN_ADC } };
static const struct field gas_out[] = { { MQ135_PPM("co2"), .flags = F_OPTIONAL } };
static const struct verb verbs[] = {
    { "measure_mq135", co2_measure, "carbon dioxide in ppm; it depends on the air's climate",
      .in = mq135_in, .n_in = COUNT(mq135_in), OUT(TEXT, gas_out) },
};
const struct module mod_co2 = {
    .name = "co2",
    .help = "gas sensor MQ135",
    PINS(pins),
    VERBS(verbs),
};
