// The curve of the MQ135, judged by the formula in doubles.
#include "chips/mq135.h"
#include "test.h"
#include <math.h>

static double judge(double steps, double t, double h)
{
    double kohm = (1023 / steps - 1) * 10;
    double correction = t < 20 ? 0.00035 * t * t - 0.02718 * t + 1.39538 - 0.0018 * (h - 33)
                               : -0.003333333 * t - 0.001923077 * h + 1.130128205;

    return 116.6020682 * pow(kohm / correction / 76.63, -2.769034857);
}

static void test_the_golden_value(void **state)
{
    int32_t milli = 0;

    (void)state;
    assert_int_equal(mq135_milli_ppm(420, 2000, 5000, &milli), OK);
    assert_int_equal(milli, 10983445);
    assert_string_equal(mq135_status(milli), "CRITICAL");
}

// A thousandth of a ppm is what is counted; up to 100000 ppm the model itself makes sense.
static void test_it_follows_the_formula_over_the_whole_range(void **state)
{
    static const int32_t temps[] = { -4000, -1234, 0, 1999, 2000, 2345, 5000, 8000 };
    static const int32_t hums[] = { 0, 3300, 4567, 10000 };

    (void)state;
    for (unsigned t = 0; t < sizeof temps / sizeof *temps; t++) {
        for (unsigned h = 0; h < sizeof hums / sizeof *hums; h++) {
            for (unsigned steps = 1; steps < 1023; steps++) {
                double ppm = judge(steps, temps[t] / 100.0, hums[h] / 100.0);
                int32_t milli = -1;
                int err = mq135_milli_ppm(steps, temps[t], hums[h], &milli);
                assert_int_equal(err, ppm < 9.9995 ? ERR_RANGE : OK); // less it cannot detect
                if (err)
                    continue;
                if (ppm > 1e6)
                    assert_int_equal(milli, 1000000000);
                else
                    assert_true(fabs(milli - ppm * 1000) <= 0.5 + ppm * 1000 * 1e-7);
            }
        }
    }
}

static void test_the_ends_of_the_converter_are_no_reading(void **state)
{
    int32_t milli = 7;

    (void)state;
    assert_int_equal(mq135_milli_ppm(0, 2000, 5000, &milli), ERR_RANGE);
    assert_int_equal(mq135_milli_ppm(1023, 2000, 5000, &milli), ERR_RANGE);
    assert_int_equal(milli, 7);
}

static void test_the_words_for_the_air(void **state)
{
    (void)state;
    assert_string_equal(mq135_status(0), "PERFECT");
    assert_string_equal(mq135_status(1000000), "PERFECT");
    assert_string_equal(mq135_status(1000001), "POOR");
    assert_string_equal(mq135_status(2000000), "POOR");
    assert_string_equal(mq135_status(2000001), "WARNING");
    assert_string_equal(mq135_status(4000000), "WARNING");
    assert_string_equal(mq135_status(4000001), "CRITICAL");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_golden_value),
        TEST(test_it_follows_the_formula_over_the_whole_range),
        TEST(test_the_ends_of_the_converter_are_no_reading),
        TEST(test_the_words_for_the_air),
    };

    return RUN(tests);
}
