// dht11: temperature and humidity from a DHT11.
#include "chips/dht.h"

static int dht11_measure(struct call *c)
{
    return dht_answer(c, DHT11, false);
}

static int dht11_measure_w_co2(struct call *c)
{
    return dht_answer(c, DHT11, true);
}

static const struct field measured[] = {
    { DHT_TEMP("temp [ºC]", DHT11_COLDEST / 10, DHT11_HOTTEST / 10, 0) },
    { DHT_HUM("hum [%]", DHT_WETTEST / 10, 0) },
    { MQ135_PPM("co2 [ppm]"), .flags = F_QUOTED | F_OPTIONAL },
};
static const struct verb verbs[] = {
    { "measure", dht11_measure, "temperature and humidity", OUT_SOME(MAP, measured, 2) },
    { "measure_w_co2", dht11_measure_w_co2, "the same, and carbon dioxide by an MQ135",
      OUT(MAP, measured) },
};
const struct module mod_dht11 = {
    .name = "dht11",
    .help = "sensor of temperature and humidity DHT11",
    .pins = dht_pins,
    .n_pins = COUNT(dht_pins),
    VERBS(verbs),
};
