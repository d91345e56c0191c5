// The curve of the MQ135 in integers: ppm = 116.6020682 x (R / C / 76.63)^-2.769034857, with R in
// kohm, and the correction C for temperature and humidity. Powers are calculated as products with
// logarithms to base 2, with 30 binary places. The result has eight correct digits.
#include "chips/mq135.h"
#include "chips/adc.h"

enum {
    PLACES = 30,
    COOL = 2000, // hundredths of a degree; below this the correction is a curve, above it a plane
    MILLION_MILLI_PPM = 1000000000,
    SERIES = 13, // terms of the exponential series
    PERFECT = 1000000,
    POOR = 2000000,
    WARNING = 4000000
};

#define ONE               ((int64_t)1 << PLACES)
#define LOG2_SCALE        18072399737 // log2(116602.0682), for thousandths
#define LOG2_UNIT         39648161485 // log2(10 x 10^12 / 76.63)
#define THREE_MINUS_POWER 247996934   // 3 - 2.769034857, as the power itself would not fit
#define LOG2_MILLION      32102038186 // log2(10^9), for thousandths
#define LN2_32_PLACES     0xb17217f8u

// log2 of a positive number. Its bits are found by squaring (Knuth, TAOCP 1.2.2, exercise 25).
static int64_t mq135_log2_of(uint64_t n)
{
    int64_t result = 31 * ONE;

    for (; n >> 32; n >>= 1)
        result += ONE;
    for (; !(n >> 31); n <<= 1)
        result -= ONE;
    for (int64_t bit = ONE / 2; bit; bit /= 2) {
        n = (n * n) >> 31; // n / 2^31 is 1 to 2, its square 1 to 4
        if (n >> 32) {
            n >>= 1;
            result += bit;
        }
    }
    return result;
}

// 2 to that power, rounded. 2^f = e^(f ln 2) is calculated by its series.
static int32_t mq135_exp2_of(int64_t power)
{
    uint64_t fraction = (uint64_t)(power & (ONE - 1)) * LN2_32_PLACES >> PLACES;
    uint64_t sum = (uint64_t)1 << 32, term = sum;
    int whole = (int)(power >> PLACES), shift = 32 - whole;

    if (shift > 40)
        return 0;
    for (uint32_t k = 1; k <= SERIES; k++) {
        term = (uint32_t)(term * fraction >> 32) / k;
        sum += term;
    }
    return (int32_t)((sum + ((uint64_t)1 << (shift - 1))) >> shift);
}

// The correction times 10^12. Below 20 C: 0.00035 t^2 - 0.02718 t + 1.39538 - 0.0018 (h - 33).
// Otherwise: -0.003333333 t - 0.001923077 h + 1.130128205.
static int64_t mq135_correction(int64_t t, int64_t h)
{
    if (t < COOL)
        return 35000 * t * t - 271800000 * t + 1395380000000 - 18000000 * (h - 3300);
    return 1130128205000 - 33333330 * t - 19230770 * h;
}

int mq135_milli_ppm(unsigned steps, int32_t temp_centi, int32_t hum_centi, int32_t *milli_ppm)
{
    if (!steps || steps >= ADC_FULL)
        return ERR_RANGE;
    int64_t ratio = mq135_log2_of(ADC_FULL - steps) - mq135_log2_of(steps) + LOG2_UNIT -
                    mq135_log2_of((uint64_t)mq135_correction(temp_centi, hum_centi));
    int64_t power = LOG2_SCALE - 3 * ratio + ratio * THREE_MINUS_POWER / ONE;

    int32_t found = power < LOG2_MILLION ? mq135_exp2_of(power) : MILLION_MILLI_PPM;
    if (found < MQ135_LEAST_MILLI_PPM)
        return ERR_RANGE;
    *milli_ppm = found;
    return OK;
}

const char *mq135_status(int32_t milli_ppm)
{
    return milli_ppm <= PERFECT   ? "PERFECT"
           : milli_ppm <= POOR    ? "POOR"
           : milli_ppm <= WARNING ? "WARNING"
                                  : "CRITICAL";
}

int mq135_write(struct call *c, unsigned need, int32_t temp_centi, int32_t hum_centi,
                const char *unit, struct out *o)
{
    unsigned steps = 0;
    int32_t milli_ppm = 0;
    int err = adc_read(c, need, &steps);

    err = err ? err : mq135_milli_ppm(steps, temp_centi, hum_centi, &milli_ppm);
    if (err) {
        out_format(o, "measure_mq135 ERROR: %s", err_text(err));
        return err;
    }
    out_fixed(o, milli_ppm, 3);
    out_format(o, "%s - %s", unit, mq135_status(milli_ppm));
    return OK;
}

const struct field mq135_in[2] = {
    { "temperature", K_FIXED, "of the air", .unit = "C", .lo = MQ135_COLDEST, .hi = MQ135_HOTTEST,
      .flags = F_OPTIONAL, .decimals = 2 },
    { "humidity", K_FIXED, "relative", .unit = "%", .lo = 0, .hi = MQ135_WETTEST,
      .flags = F_OPTIONAL, .decimals = 2 },
};
