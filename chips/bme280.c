// The compensation formulas of the BME280: BST-BME280-DS002, section 4.2.3 (32 bits), with the
// pressure in 64 bits. Shifts round down for negative numbers too, as compilers shift.
#include "chips/bme280.h"
#include "mod/module.h"

enum {
    SKIPPED_20_BITS = 0x80000, // section 5.4.7: value of a skipped measurement
    SKIPPED_16_BITS = 0x8000,
    PASCAL_16_PLACES = 1 << 16,
    HUNDRED_PERCENT = 100 << 10
};

static uint16_t u16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static int16_t s16(const uint8_t *p)
{
    return (int16_t)u16(p);
}

struct bme280_trim bme280_trim_of(const uint8_t r[BME280_CALIBRATION])
{
    const uint8_t *e = r + BME280_CALIBRATION_1; // register 0xE1

    return (struct bme280_trim){
        .t1 = u16(r),
        .t2 = s16(r + 2),
        .t3 = s16(r + 4),
        .p1 = u16(r + 6),
        .p2 = s16(r + 8),
        .p3 = s16(r + 10),
        .p4 = s16(r + 12),
        .p5 = s16(r + 14),
        .p6 = s16(r + 16),
        .p7 = s16(r + 18),
        .p8 = s16(r + 20),
        .p9 = s16(r + 22),
        .h1 = r[25],
        .h2 = s16(e),
        .h3 = e[2],
        .h4 = (int16_t)((int8_t)e[3] * 16 | (e[4] & 15)),
        .h5 = (int16_t)((int8_t)e[5] * 16 | e[4] >> 4),
        .h6 = (int8_t)e[6],
    };
}

// The temperature that the other two formulas use, in 1/5120 degree.
static int32_t fine_temperature(const struct bme280_trim *t, int32_t raw)
{
    int64_t linear = (int64_t)((raw >> 3) - t->t1 * 2) * t->t2 >> 11;
    int64_t distance = (raw >> 4) - t->t1;

    return (int32_t)(linear + ((distance * distance >> 12) * t->t3 >> 14));
}

// Pascal times 256; 0 for an invalid calibration, which divides by zero or exceeds 64 bits.
static int64_t pressure_256(const struct bme280_trim *t, int32_t raw, int32_t fine)
{
    int64_t x = fine - 128000;
    int64_t offset = x * x * t->p6 + x * t->p5 * ((int64_t)1 << 17) + t->p4 * ((int64_t)1 << 35);
    int64_t scale = ((int64_t)1 << 47) + (x * x * t->p3 >> 8) + x * t->p2 * 4096;
    int64_t p = (1048576 - (int64_t)raw) * ((int64_t)1 << 31) - offset;

    if (!t->p1 || scale > INT64_MAX / t->p1 || p < 0 || p > INT64_MAX / 3125)
        return 0;
    scale = scale * t->p1 >> 33;
    if (!scale)
        return 0;
    p = p * 3125 / scale;
    if (p / PASCAL_16_PLACES > 2 * BME280_DENSEST)
        return 0;
    int64_t square = t->p9 * (p >> 13) * (p >> 13) >> 25;
    return ((p + square + (t->p8 * p >> 19)) >> 8) + t->p7 * 16;
}

// Percent times 1024, within 0 to 100.
static int32_t humidity_1024(const struct bme280_trim *t, int32_t raw, int32_t fine)
{
    int64_t x = fine - 76800;
    int64_t slope = ((x * t->h6 >> 10) * ((x * t->h3 >> 11) + 32768) >> 10) + 2097152;
    int64_t h = ((int64_t)raw * 16384 - t->h4 * 1048576 - t->h5 * x + 16384) >> 15;

    h = h * ((slope * t->h2 + 8192) >> 14);
    h -= ((h >> 15) * (h >> 15) >> 7) * t->h1 >> 4;
    h >>= 12;
    return h < 0 ? 0 : h > HUNDRED_PERCENT ? HUNDRED_PERCENT : (int32_t)h;
}

int bme280_compensate(const struct bme280_trim *trim, const uint8_t d[BME280_DATA],
                      struct bme280_values *v)
{
    int32_t raw_p = d[0] << 12 | d[1] << 4 | d[2] >> 4;
    int32_t raw_t = d[3] << 12 | d[4] << 4 | d[5] >> 4;
    int32_t raw_h = d[6] << 8 | d[7];

    if (raw_p == SKIPPED_20_BITS || raw_t == SKIPPED_20_BITS || raw_h == SKIPPED_16_BITS)
        return ERR_IO;
    int32_t fine = fine_temperature(trim, raw_t);
    v->temp_centi = (fine * 5 + 128) >> 8;
    if (v->temp_centi < BME280_COLDEST || v->temp_centi > BME280_HOTTEST)
        return ERR_RANGE;
    int64_t pa = (pressure_256(trim, raw_p, fine) + 128) >> 8;
    if (pa < BME280_THINNEST || pa > BME280_DENSEST)
        return ERR_RANGE;
    v->pressure_pa = (int32_t)pa;
    v->hum_centi = (humidity_1024(trim, raw_h, fine) * 100 + 512) / 1024;
    return OK;
}
