// air: the first generation's air sensors, a DHT22 and an MQ135, with their old names.
#include "chips/dht.h"
#include "chips/mq135.h"

enum { LINE, GAS };

static int climate(struct call *c, struct dht_reading *r)
{
    return dht_measure(c, LINE, DHT22, r);
}

static void put_climate(struct out *o, const struct dht_reading *r, bool with_temp, bool with_hum)
{
    if (with_temp) {
        out_char(o, '\n');
        out_fixed(o, r->temp_deci, 1);
        out_text(o, " ºC");
    }
    if (with_hum) {
        out_char(o, '\n');
        out_fixed(o, r->hum_deci, 1);
        out_text(o, " %");
    }
}

static int answer_climate(struct call *c, bool with_temp, bool with_hum)
{
    struct dht_reading r;
    char text[40];
    struct out o;
    int err = climate(c, &r);

    if (err)
        return err;
    out_init(&o, text, sizeof text);
    put_climate(&o, &r, with_temp, with_hum);
    reply_text(c->reply, "%s", text);
    return OK;
}

static int temp(struct call *c)
{
    return answer_climate(c, true, false);
}

static int hum(struct call *c)
{
    return answer_climate(c, false, true);
}

static int dht_both(struct call *c)
{
    return answer_climate(c, true, true);
}

static int answer_gas(struct call *c, const struct dht_reading *shown, int32_t temp_centi,
                      int32_t hum_centi)
{
    char text[96];
    struct out o;

    out_init(&o, text, sizeof text);
    put_climate(&o, shown, shown, shown);
    out_char(&o, '\n');
    int err = mq135_write(c, GAS, temp_centi, hum_centi, " PPM", &o);
    if (err && !shown)
        reply_refuse(c->reply, "%s", text + 1);
    else
        reply_text(c->reply, "%s", text);
    return OK;
}

// Measures temperature and humidity if they are not given.
static int gas(struct call *c)
{
    struct dht_reading r = { 0 };
    bool is_given = call_has(c, 0) && call_has(c, 1);
    int err = is_given ? OK : climate(c, &r);

    if (err)
        return err;
    return answer_gas(c, NULL, call_has(c, 0) ? c->in[0].i : r.temp_deci * 10,
                      call_has(c, 1) ? c->in[1].i : r.hum_deci * 10);
}

static int air_measure(struct call *c)
{
    struct dht_reading r;
    int err = climate(c, &r);

    return err ? err : answer_gas(c, &r, r.temp_deci * 10, r.hum_deci * 10);
}

// Measured values, in the order of the text.
#define TEMP DHT_TEMP("temperature", DHT22_COLDEST, DHT22_HOTTEST, 1)
#define HUM  DHT_HUM("humidity", DHT_WETTEST, 1)
static const struct field temp_out[] = { { TEMP } }, hum_out[] = { { HUM } };
static const struct field climate_out[] = { { TEMP }, { HUM } };
static const struct field gas_out[] = { { MQ135_PPM("co2") } };
static const struct field air_out[] = { { TEMP },
                                        { HUM },
                                        { MQ135_PPM("co2"), .flags = F_OPTIONAL } };
static const struct verb verbs[] = {
    { "temp", temp, "temperature", OUT(TEXT, temp_out) },
    { "hum", hum, "relative humidity", OUT(TEXT, hum_out) },
    { "dht_measure", dht_both, "temperature and humidity", OUT(TEXT, climate_out) },
    { "getMQ135GasPPM", gas, "carbon dioxide; the climate that is left out is measured",
      .in = mq135_in, .n_in = COUNT(mq135_in), OUT(TEXT, gas_out) },
    { "get_corrected_ppm", gas, "the same", .in = mq135_in, .n_in = COUNT(mq135_in),
      OUT(TEXT, gas_out) },
    { "measure", air_measure, "temperature, humidity and carbon dioxide", OUT(TEXT, air_out) },
};
const struct module mod_air = {
    .name = "air",
    .help = "the first generation's sensors of the air",
    .pins = dht_pins,
    .n_pins = COUNT(dht_pins),
    VERBS(verbs),
};
