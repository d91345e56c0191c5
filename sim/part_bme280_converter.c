// The converter of the simulated BME280. It searches for the raw value that the data sheet's
// compensation turns into the temperature, pressure and humidity of the world. It uses the formulas
// of section 8.1, which are in floating point, as fractions in 64 bits. Drivers use those of
// section 4.2.3, so nothing is shared with them.
#include "sim/part_bme280.h"

enum { RAW_20_BITS = 1 << 20, RAW_16_BITS = 1 << 16, SKIPPED_20 = 0x80000, SKIPPED_16 = 0x8000 };

// Trimming values of this chip. T and P: the example of the BMP280 data sheet, section 3.12. H:
// values of real chips.
enum {
    T1 = 27504,
    T2 = 26435,
    T3 = -1000,
    P1 = 36477,
    P2 = -10685,
    P3 = 3024,
    P4 = 2855,
    P5 = 140,
    P6 = -7,
    P7 = 15500,
    P8 = -14600,
    P9 = 6000,
    H1 = 75,
    H2 = 362,
    H3 = 0,
    H4 = 313,
    H5 = 50,
    H6 = 30
};

#define LITTLE(v) (uint8_t)((v)&0xff), (uint8_t)((v) >> 8 & 0xff)

// Table 16: H4 and H5 share the byte 0xE5.
const uint8_t part_bme280_calibration[BME280_CALIBRATION] = {
    LITTLE(T1), LITTLE(T2), LITTLE(T3),
    LITTLE(P1), LITTLE(P2), LITTLE(P3),
    LITTLE(P4), LITTLE(P5), LITTLE(P6),
    LITTLE(P7), LITTLE(P8), LITTLE(P9),
    0,          H1,         LITTLE(H2),
    H3,         H4 >> 4,    (uint8_t)((H5 & 15) << 4 | (H4 & 15)),
    H5 >> 4,    H6,
};

int32_t part_bme280_temperature(int32_t raw, int32_t *fine)
{
    int64_t above = raw - 16 * T1; // above T1, in converter steps

    // above / 16384 * T2 + (above / 131072)^2 * T3
    *fine = (int32_t)((above * T2 * (1 << 20) + above * above * T3 + (1ll << 33)) >> 34);
    return (*fine * 10 + (*fine < 0 ? -256 : 256)) / 512; // fine is in 1/5120 degree
}

int64_t part_bme280_pressure(int32_t raw, int32_t fine)
{
    int64_t t = fine / 2 - 64000;
    int64_t offset = (t * t * P6 / 32768 + t * P5 * 2) / 4 + P4 * 65536ll;
    int64_t gain = ((1ll << 34) + t * t * P3 / 524288 + t * P2) * P1 / (1 << 18); // times 2^16
    int64_t left = (int64_t)(RAW_20_BITS - raw) * 4096 - offset;                  // times 4096
    int64_t p = left * 6250 * 16 * 256 / gain;

    return p + (P9 * (p / 16) * (p / 16) / (1ll << 31) + p * P8 / 32768 + P7 * 256) / 16;
}

int64_t part_bme280_humidity(int32_t raw, int32_t fine)
{
    int64_t t = fine - 76800, one = 1 << 26;
    int64_t gain = one + H6 * t * (one + H3 * t) / one;         // times 2^26
    int64_t h = ((int64_t)raw << 14) - H4 * 1048576ll - H5 * t; // times 2^14
    int64_t full = 524288ll * 1024;

    h = h * H2 / 1024 * (gain / 64) / (1ll << 30); // times 1024, of the 2^40 that there are
    h = h * (full - H1 * h) / full;
    return h < 0 ? 0 : h > 100 * 1024 ? 100 * 1024 : h;
}

// Each of the three functions is monotonic over the whole range of raw values.
static bool is_warm(int32_t raw, int32_t fine, int32_t wanted_cc)
{
    return part_bme280_temperature(raw, &fine) >= wanted_cc;
}

static bool is_thin(int32_t raw, int32_t fine, int32_t wanted_pa)
{
    return part_bme280_pressure(raw, fine) <= wanted_pa * 256ll;
}

static bool is_humid(int32_t raw, int32_t fine, int32_t wanted_cpercent)
{
    return part_bme280_humidity(raw, fine) * 100 >= wanted_cpercent * 1024ll;
}

// The smallest raw value that is enough, or the largest possible one.
static int32_t part_bme280_converter_find(bool (*is_enough)(int32_t, int32_t, int32_t),
                                          int32_t fine, int32_t wanted, int32_t count)
{
    int32_t low = 0, high = count - 1;

    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (is_enough(middle, fine, wanted))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

// Without the filter there are 16 bits, and one more for each step of oversampling. The other bits
// read 0 (sections 3.4.2 and 3.4.3).
static int32_t round_to(int32_t raw, unsigned osrs, bool has_filter)
{
    int32_t step = has_filter ? 1 : 1 << (5 - osrs);
    int32_t rounded = (raw + step / 2) & ~(step - 1);

    return rounded < RAW_20_BITS ? rounded : raw & ~(step - 1);
}

static void put_20_bits(uint8_t *to, int32_t raw)
{
    to[0] = (uint8_t)(raw >> 12);
    to[1] = (uint8_t)(raw >> 4);
    to[2] = (uint8_t)(raw << 4);
}

static void put_16_bits(uint8_t *to, int32_t raw)
{
    to[0] = (uint8_t)(raw >> 8);
    to[1] = (uint8_t)raw;
}

void part_bme280_skip_all(uint8_t data[8])
{
    put_20_bits(data, SKIPPED_20);
    put_20_bits(data + 3, SKIPPED_20);
    put_16_bits(data + 6, SKIPPED_16);
}

void part_bme280_convert(const struct bme280 *b, const struct part_bme280_oversampling *o,
                         uint8_t data[8])
{
    int32_t raw_t = part_bme280_converter_find(is_warm, 0, b->temp_cc, RAW_20_BITS), fine;

    part_bme280_skip_all(data);
    raw_t = round_to(raw_t, o->t ? o->t : 1, o->has_filter);
    (void)part_bme280_temperature(raw_t, &fine);
    int32_t raw_p = part_bme280_converter_find(is_thin, fine, b->pressure_pa, RAW_20_BITS);
    if (o->t)
        put_20_bits(data + 3, raw_t);
    if (o->p)
        put_20_bits(data, round_to(raw_p, o->p, o->has_filter));
    if (o->h)
        put_16_bits(data + 6,
                    part_bme280_converter_find(is_humid, fine, b->hum_cpercent, RAW_16_BITS));
}
