// What can be wired to the analog input: a voltage, an MQ135 (gas) or a TEMT6000 (light). The last
// one that is set is the one that is wired.
#include "base/err.h"
#include "sim/parts.h"

enum {
    SUPPLY_MV = 3300,
    STEPS = 1023,  // of the converter that the original's formulas are for
    ONE = 1 << 16, // fixed point: 16 binary places
};

// log2 of a number above zero, in 16 binary places.
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

// 2 to the power of a number with 16 binary places: the roots 2^(1/2), 2^(1/4), ... are multiplied.
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

// The correction for temperature and humidity, times 10^9, from tenths of both: the original's
// (dependency of the MQ135 on them, data sheet figure 4), below 20 C
// 0.00035 t^2 - 0.02718 t + 1.39538 - 0.0018 (h - 33), else
// -0.003333333 t - 0.001923077 h + 1.130128205.
static int64_t part_analog_correction(int64_t t10, int64_t h10)
{
    if (t10 < 200)
        return 3500 * t10 * t10 - 2718000 * t10 + 1395380000 - 180000 * (h10 - 330);
    return 1130128205 - 333333 * t10 - 192308 * h10;
}

// The original's model in reverse. ppm = 116.6020682 x (kohm / correction / 76.63)^-2.769034857 and
// kohm = (1023 / adc - 1) x 10 give kohm = correction x 76.63 x (116.6020682 / ppm)^0.361136663 and
// then the voltage of the divider with 10 kohm.
static int32_t mq135_mv(const struct parts *p)
{
    enum { LOG2_SCALE = 449934 }; // log2(116.6020682) in 16 binary places
    int64_t power = (int64_t)(LOG2_SCALE - part_analog_log2_of((uint32_t)p->mq135_ppm)) *
                    361136663 / 1000000000;
    int64_t ohm =
        part_analog_exp2_of((int32_t)power + 16 * ONE); // times 2^16, as if the sensor had 1 ohm

    ohm = (ohm * 76630) >> 16;
    ohm = ohm * part_analog_correction(p->dht.temp_22, p->dht.hum_22) / 1000000000;
    return (int32_t)(((int64_t)SUPPLY_MV * 10000 + (ohm + 10000) / 2) / (ohm + 10000));
}

// The original's: steps x 5/1024 V over 10 kohm, two lux for each microampere.
static int32_t temt6000_mv(const struct parts *p)
{
    int32_t steps = (p->temt6000_lux * 1024 + 500) / 1000;

    return (steps * SUPPLY_MV + STEPS / 2) / STEPS;
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
    { "temt6000.lux", K_INT, "light; 0: not wired", .unit = "lx", .lo = 0, .hi = 999,
      PART_AT(temt6000_lux) },
};
const struct part part_analog = { .name = "analog",
                                  PART_FIELDS(fields),
                                  .apply = part_analog_apply };
