// adc: reads the converter as the first generation does, and its filter.
#include "chips/adc.h"

static int adc_measure(struct call *c)
{
    unsigned steps = 0;
    int err = adc_read(c, 0, &steps);

    if (!err)
        reply_text(c->reply, "ADC value: %u", steps);
    return err;
}

static int filter(struct call *c)
{
    unsigned steps = 0;

    if (c->progress && c->progress->step) { // it was above the limit, and the time is over
        reply_bool(c->reply, true);
        return OK;
    }
    int err = adc_read(c, 0, &steps);
    if (err)
        return err;
    if ((int32_t)steps > c->in[0].i && c->in[1].i)
        return call_wait(c, (uint32_t)c->in[1].i);
    reply_bool(c->reply, (int32_t)steps > c->in[0].i);
    return OK;
}

static const struct pin_need pins[] = { { "adc_0", PIN_ADC } };
static const struct field filter_in[] = {
    { "limit", K_INT, "above it the answer is True", .hi = ADC_FULL, .def = 20,
      .flags = F_OPTIONAL },
    { "threshold", K_FIXED, "how long the answer True takes", .unit = "s", .hi = 3600000,
      .def = 1000, .flags = F_OPTIONAL, .decimals = 3 },
};
static const struct field filter_out[] = { { "above", K_BOOL, "whether it is above the limit" } };
static const struct verb verbs[] = {
    { "measure", adc_measure, "the converter's steps, of 1023", OUT(TEXT, adc_out) },
    { "action_fltr", filter, "whether the input is above a limit; True takes its time",
      IN(filter_in), OUT(VALUE, filter_out) },
};
const struct module mod_adc = {
    .name = "adc",
    .help = "the analog input",
    PINS(pins),
    VERBS(verbs),
};
