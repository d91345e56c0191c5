// Sources for the analog input: a voltage, an MQ135 (gas) or a TEMT6000 (light). The one set last
// is wired.
#include "base/err.h"
#include "sim/parts.h"

enum {
    SUPPLY_MV = 3300,
    ONE = 1 << 16, // fixed point: 16 binary places
};

// log2 of a positive number, with 16 binary places.
static int32_t part_analog_log2_of(uint32_t n)
{
    int32_t whole = 0, part = 0;
    uint64_t x = n;

    while (n >>= 1)
        whole++;
    x = whole > 31 ? x >> (whole - 31) : x << (31 - whole); // 1 to 2, times 2^31
    for (int32_t bit = ONE / 2; bit; bit /= 2) {
        x = (x * x) >> 31;
        if (x >> 32) {
            x >>= 1;
            part += bit;
        }
    }
    return whole * ONE + part;
}

// 2 to the power of a number with 16 binary places: multiplies the roots 2^(1/2), 2^(1/4), ...
static uint32_t part_analog_exp2_of(int32_t power)
{
    static const uint32_t roots[] = { 0xb504f334, 0x9837f052, 0x8b95c1e4, 0x85aac368,
                                      0x82cd8699, 0x8164d1f4, 0x80b1ed50, 0x8058d7d3,
                                      0x802c6437, 0x8016302f, 0x800b179d, 0x80058baf };
    uint64_t x = (uint64_t)1 << 31;
    int32_t bit = ONE / 2;

    for (unsigned i = 0; i < sizeof roots / sizeof *roots; i++, bit /= 2)
        if (power & bit)
            x = (x * roots[i]) >> 31;
    return (uint32_t)(x >> (31 - power / ONE));
}

// Resistance of an MQ135 in percent of that at 20 C and 33 %. Values are from figure 4 of its data
// sheet, every 10 degrees from -10 on, at 33 % and at 85 %. Outside of the figure the value at its
// edge is used.
static int64_t mq135_climate_percent(int32_t temp_c10, int32_t hum_c10)
{
    enum { COLDEST = -100, STEP = 100, DRY = 330, WET = 850 };
    static const int16_t dry[] = { 170, 140, 116, 100, 97, 93, 90 },
                         wet[] = { 161, 130, 107, 90, 87, 83, 80 };
    int32_t last = (int32_t)(sizeof dry / sizeof *dry) - 1, t = temp_c10 - COLDEST;

    t = t < 0 ? 0 : t > last * STEP ? last * STEP : t;
    int32_t i = t < last * STEP ? t / STEP : last - 1, part = t - i * STEP;
    int32_t at_dry = dry[i] * STEP + (dry[i + 1] - dry[i]) * part;
    int32_t at_wet = wet[i] * STEP + (wet[i + 1] - wet[i]) * part;
    return (at_dry + (at_wet - at_dry) * (hum_c10 - DRY) / (WET - DRY) + STEP / 2) / STEP;
}

// log2 of its resistance relative to R0 in that gas. For carbon dioxide, figure 3 of the data sheet
// has a straight line on logarithmic axes, from 2.43 at 10 ppm to 0.82 at 200 ppm.
static int32_t mq135_gas_log2(int32_t ppm)
{
    int32_t first = part_analog_log2_of(10), last = part_analog_log2_of(200);
    int32_t high = part_analog_log2_of(243), low = part_analog_log2_of(82);
    int64_t beyond = part_analog_log2_of((uint32_t)ppm) - first;

    return high - part_analog_log2_of(100) - (int32_t)(beyond * (high - low) / (last - first));
}

// In a divider with 10 kohm. R0 is 76.63 kohm here.
static int32_t mq135_mv(const struct parts *p)
{
    enum { R0_OHM = 76630, LOAD_OHM = 10000 };
    int64_t ohm = part_analog_exp2_of(mq135_gas_log2(p->mq135_ppm) + 16 * ONE);

    ohm = (ohm * R0_OHM) >> 16;
    ohm = ohm * mq135_climate_percent(p->dht.temp_22, p->dht.hum_22) / 100;
    return (int32_t)(((int64_t)SUPPLY_MV * LOAD_OHM + (ohm + LOAD_OHM) / 2) / (ohm + LOAD_OHM));
}

// Vishay "TEMT6000X01": 10 uA at 20 lx, proportional to the light. The voltage at 10 kohm cannot
// exceed the supply.
static int32_t temt6000_mv(const struct parts *p)
{
    int32_t nanoamperes = p->temt6000_lux * 10000 / 20, mv = nanoamperes / 100;

    return mv < SUPPLY_MV ? mv : SUPPLY_MV;
}

static void part_analog_apply(struct sim *s, const struct field *f)
{
    struct parts *p = s->parts;

    if (f && f->at == offsetof(struct parts, adc_mv))
        p->mq135_ppm = p->temt6000_lux = 0;
    if (f && f->at == offsetof(struct parts, mq135_ppm))
        p->temt6000_lux = 0;
    if (f && f->at == offsetof(struct parts, temt6000_lux))
        p->mq135_ppm = 0;
    if (p->mq135_ppm)
        p->adc_mv = mq135_mv(p);
    if (p->temt6000_lux)
        p->adc_mv = temt6000_mv(p);
    s->adc_mv = (uint16_t)p->adc_mv;
}

static const struct field fields[] = {
    { "adc_0", K_INT, "on the analog input", .unit = "mV", .lo = 0, .hi = SUPPLY_MV, .def = 1353,
      PART_AT(adc_mv) },
    { "mq135.ppm", K_INT, "carbon dioxide; 0: not wired", .unit = "ppm", .lo = 0, .hi = 100000,
      PART_AT(mq135_ppm) },
    { "temt6000.lux", K_INT, "light; 0: not wired", .unit = "lx", .lo = 0, .hi = 1000,
      PART_AT(temt6000_lux) },
};
const struct part part_analog = { .name = "analog",
                                  PART_FIELDS(fields),
                                  .apply = part_analog_apply };
