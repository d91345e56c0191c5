// What is simulated on the analog input, judged by the figures of the data sheets.
#include "parts_bench.h"
#include <math.h>

static void set_number(struct parts_bench *b, const char *name, double v)
{
    char text[16];

    snprintf(text, sizeof text, "%.*f", v == floor(v) ? 0 : 1, v);
    parts_bench_set(b, name, text);
}

// The resistance of the upper half of a divider with 10 kohm, in kohm.
static double kohm(struct parts_bench *b)
{
    return (3300.0 / hw_adc(&b->sim.hw, 0) - 1) * 10;
}

static void expect_near(double is, double wanted, double part)
{
    if (fabs(is - wanted) > wanted * part)
        fail_msg("%f is not %f", is, wanted);
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

// Hanwei MQ-135, figure 3: the line of carbon dioxide, at 20 C and 33 %, of R0 = 76.63 kohm. At the
// end of the line a millivolt is less than a percent.
static void test_an_mq135_follows_the_line_of_its_figure(void **state)
{
    static const double line[][2] = { { 10, 2.43 }, { 40, 1.47 }, { 100, 1.06 }, { 200, 0.82 } };
    struct parts_bench *b = *state;

    parts_bench_set(b, "dht22.temp", "20");
    parts_bench_set(b, "dht22.hum", "33");
    for (unsigned i = 0; i < sizeof line / sizeof *line; i++) {
        set_number(b, "mq135.ppm", line[i][0]);
        expect_near(kohm(b) / 76.63, line[i][1], 0.015);
    }
    set_number(b, "mq135.ppm", 4000); // the line goes on: three decades and a half after 10 ppm
    expect_near(kohm(b) / 76.63, 0.82 / (2.43 / 0.82), 0.015);
}

// Figure 4: temperature and humidity.
static void test_an_mq135_follows_temperature_and_humidity(void **state)
{
    static const double points[][3] = { { -10, 33, 1.7 }, { 0, 33, 1.4 },   { 20, 33, 1 },
                                        { 50, 33, 0.9 },  { -10, 85, 1.6 }, { 10, 85, 1.07 },
                                        { 20, 85, 0.9 },  { 50, 85, 0.8 },  { 5, 33, 1.28 },
                                        { 20, 59, 0.95 }, { 80, 85, 0.8 } };
    struct parts_bench *b = *state;

    parts_bench_set(b, "mq135.ppm", "100");
    for (unsigned i = 0; i < sizeof points / sizeof *points; i++) {
        set_number(b, "dht22.temp", points[i][0]);
        set_number(b, "dht22.hum", points[i][1]);
        expect_near(kohm(b) / 76.63 / 1.06, points[i][2], 0.02);
    }
}

// Vishay TEMT6000X01, table of basic characteristics: 10 uA at 20 lx, 50 uA at 100 lx, over 10
// kohm.
static void test_a_temt6000_gives_the_currents_of_its_table(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "temt6000.lux", "20");
    assert_int_equal(hw_adc(&b->sim.hw, 0), 100);
    parts_bench_set(b, "temt6000.lux", "100");
    assert_int_equal(hw_adc(&b->sim.hw, 0), 500);
    parts_bench_set(b, "temt6000.lux", "1000");
    assert_int_equal(hw_adc(&b->sim.hw, 0), 3300);
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
        PARTS_TEST(test_an_mq135_follows_the_line_of_its_figure),
        PARTS_TEST(test_an_mq135_follows_temperature_and_humidity),
        PARTS_TEST(test_a_temt6000_gives_the_currents_of_its_table),
        PARTS_TEST(test_the_last_that_is_set_is_the_one_that_is_wired),
    };

    return RUN(tests);
}
