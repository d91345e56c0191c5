// dht11: temperature and humidity by a DHT11.
#include "chips/dht.h"

static int measure(struct call *c)
{
    return dht_answer(c, DHT11, false);
}

static int measure_w_co2(struct call *c)
{
    return dht_answer(c, DHT11, true);
}

static const struct verb verbs[] = {
    { "measure", measure, "temperature and humidity" },
    { "measure_w_co2", measure_w_co2, "the same, and carbon dioxide by an MQ135" },
};
const struct module mod_dht11 = {
    .name = "dht11",
    .help = "sensor of temperature and humidity DHT11",
    .pins = dht_pins,
    .n_pins = COUNT(dht_pins),
    VERBS(verbs),
};
