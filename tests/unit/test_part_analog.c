// What is simulated on the analog input, judged by the original's formulas in doubles.
#include "parts_bench.h"
#include <math.h>

// LM_co2: steps of 1023, degrees, percent.
static double ppm_of(double adc, double t, double h)
{
    double kohm = (1023 / adc - 1) * 10;
    double correction = t < 20 ? 0.00035 * t * t - 0.02718 * t + 1.39538 - 0.0018 * (h - 33)
                               : -0.003333333 * t - 0.001923077 * h + 1.130128205;

    return 116.6020682 * pow(kohm / correction / 76.63, -2.769034857);
}

static void set_number(struct parts_bench *b, const char *name, double v)
{
    char text[16];

    snprintf(text, sizeof text, "%.*f", v == floor(v) ? 0 : 1, v);
    parts_bench_set(b, name, text);
}

static double steps(struct parts_bench *b)
{
    return hw_adc(&b->sim.hw, 0) * 1023 / 3300.0;
}

static void test_the_input_has_what_is_set_on_it(void **state)
{
    struct parts_bench *b = *state;

    assert_int_equal(hw_adc(&b->sim.hw, 0), 1353);
    parts_bench_set(b, "adc_0", "0");
    assert_int_equal(hw_adc(&b->sim.hw, 0), 0);
    parts_bench_set(b, "adc_0", "3300");
    assert_int_equal(hw_adc(&b->sim.hw, 0), 3300);
}

static void test_an_mq135_gives_the_golden_value(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "dht22.temp", "20");
    parts_bench_set(b, "dht22.hum", "50");
    parts_bench_set(b, "mq135.ppm", "10983");
    assert_int_equal((int)round(steps(b)), 420);
}

// A step of a millivolt is what the input can tell apart.
static void test_an_mq135_follows_gas_temperature_and_humidity(void **state)
{
    static const double ppm[] = { 10, 400, 1000, 2000, 10000, 100000 };
    static const double climate[][2] = { { 20, 33 }, { -10, 80 }, { 19.9, 10 }, { 45, 95 } };
    struct parts_bench *b = *state;

    for (unsigned c = 0; c < sizeof climate / sizeof *climate; c++) {
        set_number(b, "dht22.temp", climate[c][0]);
        set_number(b, "dht22.hum", climate[c][1]);
        for (unsigned i = 0; i < sizeof ppm / sizeof *ppm; i++) {
            set_number(b, "mq135.ppm", ppm[i]);
            double least = ppm_of(steps(b) - 0.4, climate[c][0], climate[c][1]);
            double most = ppm_of(steps(b) + 0.4, climate[c][0], climate[c][1]);
            if (ppm[i] < least || ppm[i] > most)
                fail_msg("%f ppm is read as %f to %f", ppm[i], least, most);
        }
    }
}

static void test_a_temt6000_gives_the_golden_value(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "temt6000.lux", "410");
    assert_int_equal((int)round(steps(b)), 420);
    for (int lux = 1; lux <= 999; lux++) {
        set_number(b, "temt6000.lux", lux);
        double back = round(steps(b)) * 5 / 1024 / 10e3 * 1e6 * 2; // LM_light_sensor
        if (back < lux - 1 || back > lux + 1)
            fail_msg("%d lux are read as %f", lux, back);
    }
}

static void test_the_last_that_is_set_is_the_one_that_is_wired(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "mq135.ppm", "1000");
    parts_bench_set(b, "temt6000.lux", "100");
    assert_int_equal(b->parts->mq135_ppm, 0);
    int mv = hw_adc(&b->sim.hw, 0);
    parts_bench_set(b, "dht22.temp", "-20"); // would move an MQ135
    assert_int_equal(hw_adc(&b->sim.hw, 0), mv);
    parts_bench_set(b, "mq135.ppm", "1000");
    assert_int_equal(b->parts->temt6000_lux, 0);
    parts_bench_set(b, "adc_0", "500");
    assert_int_equal(b->parts->mq135_ppm, 0);
    assert_int_equal(hw_adc(&b->sim.hw, 0), 500);
    parts_bench_set(b, "mq135.ppm", "0"); // not wired
    assert_int_equal(hw_adc(&b->sim.hw, 0), 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(test_the_input_has_what_is_set_on_it),
        PARTS_TEST(test_an_mq135_gives_the_golden_value),
        PARTS_TEST(test_an_mq135_follows_gas_temperature_and_humidity),
        PARTS_TEST(test_a_temt6000_gives_the_golden_value),
        PARTS_TEST(test_the_last_that_is_set_is_the_one_that_is_wired),
    };

    return RUN(tests);
}
