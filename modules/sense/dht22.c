// dht22: temperature and humidity from a DHT22.
#include "chips/dht.h"

static int dht22_measure(struct call *c)
{
    return dht_answer(c, DHT22, false);
}

static int dht22_measure_w_co2(struct call *c)
{
    return dht_answer(c, DHT22, true);
}

static const struct field measured[] = {
    { DHT_TEMP("temp [ºC]", DHT22_COLDEST, DHT22_HOTTEST, 1) },
    { DHT_HUM("hum [%]", DHT_WETTEST, 1) },
    { MQ135_PPM("co2 [ppm]"), .flags = F_QUOTED | F_OPTIONAL },
};
static const struct verb verbs[] = {
    { "measure", dht22_measure, "temperature and humidity", OUT_SOME(MAP, measured, 2) },
    { "measure_w_co2", dht22_measure_w_co2, "the same, and carbon dioxide by an MQ135",
      OUT(MAP, measured) },
};
const struct module mod_dht22 = {
    .name = "dht22",
    .help = "sensor of temperature and humidity DHT22",
    .pins = dht_pins,
    .n_pins = COUNT(dht_pins),
    VERBS(verbs),
};
