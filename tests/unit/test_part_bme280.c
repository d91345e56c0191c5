// The simulated BME280: its registers, its times, its converter. Numbers of BST-BME280-DS002 and
// BST-BMP280-DS001.
#include "parts_bench.h"
#include "sim/part_bme280.h"

enum { ADDRESS = 0x76, CTRL_HUM = 0xf2, STATUS = 0xf3, CTRL_MEAS = 0xf4, CONFIG = 0xf5 };
enum { ONCE_EACH_FORCED = 0x25, MEASURING = 8 };
enum { ONCE_EACH_US = 1250 + 2300 + 2875 + 2875 }; // appendix B, the longest

static void write_reg(struct parts_bench *b, uint8_t reg, uint8_t value)
{
    assert_int_equal(parts_bench_i2c(b, ADDRESS, (uint8_t[]){ reg, value }, 2, NULL, 0), OK);
}

static void read_regs(struct parts_bench *b, uint8_t reg, uint8_t *to, size_t n)
{
    assert_int_equal(parts_bench_i2c(b, ADDRESS, &reg, 1, to, n), OK);
}

static uint8_t read_reg(struct parts_bench *b, uint8_t reg)
{
    uint8_t value = 0;

    read_regs(b, reg, &value, 1);
    return value;
}

struct reading {
    int32_t t, p, h; // raw
};

static struct reading read_data(struct parts_bench *b)
{
    uint8_t d[8];

    read_regs(b, 0xf7, d, sizeof d);
    return (struct reading){ .p = d[0] << 12 | d[1] << 4 | d[2] >> 4,
                             .t = d[3] << 12 | d[4] << 4 | d[5] >> 4,
                             .h = d[6] << 8 | d[7] };
}

static struct reading measure(struct parts_bench *b, uint8_t ctrl_hum, uint8_t ctrl_meas)
{
    write_reg(b, CTRL_HUM, ctrl_hum);
    write_reg(b, CTRL_MEAS, ctrl_meas);
    sim_time(&b->sim, b->sim.now_us + 200000);
    return read_data(b);
}

// What a driver does, in doubles, from the calibration it reads: section 8.1 of the data sheet.
struct driver {
    double t[4], p[10], h[7], fine;
};

static int s16(const uint8_t *p)
{
    return (int16_t)(p[0] | p[1] << 8);
}

static struct driver read_calibration(struct parts_bench *b)
{
    struct driver d = { 0 };
    uint8_t low[26], high[7];

    read_regs(b, 0x88, low, sizeof low);
    read_regs(b, 0xe1, high, sizeof high);
    d.t[1] = low[0] | low[1] << 8;
    d.p[1] = low[6] | low[7] << 8;
    for (int i = 2; i <= 3; i++)
        d.t[i] = s16(low + 2 * (i - 1));
    for (int i = 2; i <= 9; i++)
        d.p[i] = s16(low + 6 + 2 * (i - 1));
    d.h[1] = low[25];
    d.h[2] = s16(high);
    d.h[3] = high[2];
    d.h[4] = (int8_t)high[3] * 16 + (high[4] & 15);
    d.h[5] = (int8_t)high[5] * 16 + (high[4] >> 4);
    d.h[6] = (int8_t)high[6];
    return d;
}

static double celsius(struct driver *d, double raw)
{
    double v1 = (raw / 16384 - d->t[1] / 1024) * d->t[2];
    double v2 = raw / 131072 - d->t[1] / 8192;

    d->fine = v1 + v2 * v2 * d->t[3];
    return d->fine / 5120;
}

static double pascal(const struct driver *d, double raw)
{
    double v1 = d->fine / 2 - 64000;
    double v2 = v1 * v1 * d->p[6] / 32768 + v1 * d->p[5] * 2;

    v2 = v2 / 4 + d->p[4] * 65536;
    v1 = (d->p[3] * v1 * v1 / 524288 + d->p[2] * v1) / 524288;
    v1 = (1 + v1 / 32768) * d->p[1];
    double p = (1048576 - raw - v2 / 4096) * 6250 / v1;
    v1 = d->p[9] * p * p / 2147483648.0;
    return p + (v1 + p * d->p[8] / 32768 + d->p[7]) / 16;
}

static double percent(const struct driver *d, double raw)
{
    double h = d->fine - 76800;

    h = (raw - (d->h[4] * 64 + d->h[5] / 16384 * h)) *
        (d->h[2] / 65536 * (1 + d->h[6] / 67108864 * h * (1 + d->h[3] / 67108864 * h)));
    h *= 1 - d->h[1] * h / 524288;
    return h < 0 ? 0 : h > 100 ? 100 : h;
}

static void expect_near(double is, double wanted, double off)
{
    if (is < wanted - off || is > wanted + off)
        fail_msg("%f is not %f +- %f", is, wanted, off);
}

static void test_the_compensation_gives_the_examples_of_the_data_sheet(void **state)
{
    struct parts_bench *b = *state;
    struct driver d = read_calibration(b);
    int32_t fine = 0;

    assert_int_equal(part_bme280_temperature(519888, &fine), 2508);
    expect_near(fine, 128422, 1);
    expect_near((double)part_bme280_pressure(415148, fine) / 256, 100653.27, 0.1);
    expect_near(celsius(&d, 519888), 25.08, 0.005);
    expect_near(pascal(&d, 415148), 100653.27, 0.005);
}

static void test_a_driver_reads_the_world_from_the_registers(void **state)
{
    static const double worlds[][3] = { { 25.08, 1006.53, 39.89 }, { 0, 1013.25, 50 },
                                        { -40, 300, 0 },           { 85, 1100, 100 },
                                        { -5.5, 950.01, 99.5 },    { 60.01, 700.7, 12.3 } };
    struct parts_bench *b = *state;
    struct driver d = read_calibration(b);
    char text[16];

    for (unsigned i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        snprintf(text, sizeof text, "%.2f", worlds[i][0]);
        parts_bench_set(b, "bme280.temp", text);
        snprintf(text, sizeof text, "%.2f", worlds[i][1]);
        parts_bench_set(b, "bme280.pressure", text);
        snprintf(text, sizeof text, "%.2f", worlds[i][2]);
        parts_bench_set(b, "bme280.hum", text);
        struct reading r = measure(b, 5, 0xb5); // 16 samples of each: the finest
        expect_near(celsius(&d, r.t), worlds[i][0], 0.01);
        expect_near(pascal(&d, r.p), worlds[i][1] * 100, 2);
        expect_near(percent(&d, r.h), worlds[i][2], 0.05);
        r = measure(b, 1, ONCE_EACH_FORCED);
        expect_near(celsius(&d, r.t), worlds[i][0], 0.01);
        expect_near(pascal(&d, r.p), worlds[i][1] * 100, 4);
        expect_near(percent(&d, r.h), worlds[i][2], 0.05);
    }
}

static void test_the_example_world_gives_the_example_raw_values(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "bme280.temp", "25.08");
    parts_bench_set(b, "bme280.pressure", "1006.53");
    struct reading r = measure(b, 1, 0xb5);
    assert_in_range(r.t, 519888 - 32, 519888 + 32); // 0.01 C is 32 steps
    assert_in_range(r.p, 415148 - 64, 415148 + 64); // as far as the temperature is off
}

static void test_identity_and_power_on_values(void **state)
{
    static const uint8_t calibration[] = { 0x70, 0x6b, 0x43, 0x67, 0x18, 0xfc, 0x7d, 0x8e };
    struct parts_bench *b = *state;
    uint8_t data[8], low[8];

    assert_int_equal(read_reg(b, 0xd0), 0x60);
    assert_int_equal(read_reg(b, STATUS), 0);
    assert_int_equal(read_reg(b, CTRL_MEAS), 0);
    assert_int_equal(read_reg(b, CTRL_HUM), 0);
    read_regs(b, 0xf7, data, sizeof data);
    assert_memory_equal(data, ((uint8_t[]){ 0x80, 0, 0, 0x80, 0, 0, 0x80, 0 }), sizeof data);
    read_regs(b, 0x88, low, sizeof low);
    assert_memory_equal(low, calibration, sizeof low);
}

static void test_forced_mode_measures_once_and_sleeps(void **state)
{
    struct parts_bench *b = *state;

    sim_time(&b->sim, 1000000);
    write_reg(b, CTRL_HUM, 1);
    write_reg(b, CTRL_MEAS, ONCE_EACH_FORCED);
    assert_int_equal(read_reg(b, STATUS), MEASURING);
    assert_int_equal(read_data(b).t, 0x80000); // of the last measurement: none
    sim_time(&b->sim, 1000000 + ONCE_EACH_US - 1);
    assert_int_equal(read_reg(b, STATUS), MEASURING);
    assert_int_equal(read_reg(b, CTRL_MEAS), ONCE_EACH_FORCED);
    sim_time(&b->sim, 1000000 + ONCE_EACH_US);
    assert_int_equal(read_reg(b, STATUS), 0);
    assert_int_equal(read_reg(b, CTRL_MEAS), 0x24); // asleep
    int32_t t = read_data(b).t;
    assert_int_not_equal(t, 0x80000);
    parts_bench_set(b, "bme280.temp", "60");
    sim_time(&b->sim, 9000000);
    assert_int_equal(read_data(b).t, t); // it sleeps
}

static void test_normal_mode_goes_on(void **state)
{
    struct parts_bench *b = *state;

    write_reg(b, CTRL_HUM, 1);
    write_reg(b, CONFIG, 0xa0); // one second between measurements
    write_reg(b, CTRL_MEAS, 0x27);
    sim_time(&b->sim, ONCE_EACH_US);
    assert_int_equal(read_reg(b, STATUS), 0);
    int32_t t = read_data(b).t;
    parts_bench_set(b, "bme280.temp", "60");
    sim_time(&b->sim, ONCE_EACH_US + 1000000 + 100);
    assert_int_equal(read_reg(b, STATUS), MEASURING);
    sim_time(&b->sim, 2 * (ONCE_EACH_US + 1000000));
    assert_true(read_data(b).t > t);
    assert_int_equal(read_reg(b, CTRL_MEAS), 0x27);
}

static void test_what_is_skipped_reads_as_the_data_sheet_says(void **state)
{
    struct parts_bench *b = *state;
    struct reading r = measure(b, 0, 0x21); // temperature only

    assert_int_equal(r.p, 0x80000);
    assert_int_equal(r.h, 0x8000);
    assert_int_not_equal(r.t, 0x80000);
    r = measure(b, 1, 0x05);
    assert_int_equal(r.t, 0x80000);
    assert_int_not_equal(r.p, 0x80000);
    assert_int_not_equal(r.h, 0x8000);
}

static void test_ctrl_hum_counts_from_the_next_write_of_ctrl_meas(void **state)
{
    struct parts_bench *b = *state;

    write_reg(b, CTRL_MEAS, 0x27);
    write_reg(b, CTRL_HUM, 1);
    sim_time(&b->sim, 100000);
    assert_int_equal(read_data(b).h, 0x8000);
    write_reg(b, CTRL_MEAS, 0x27);
    sim_time(&b->sim, 200000);
    assert_int_not_equal(read_data(b).h, 0x8000);
}

static void test_resolution_grows_with_oversampling_and_the_filter(void **state)
{
    struct parts_bench *b = *state;

    for (unsigned osrs = 1; osrs <= 5; osrs++) {
        struct reading r = measure(b, 0, (uint8_t)(osrs << 5 | osrs << 2 | 1));
        assert_int_equal(r.t % (1 << (5 - osrs)), 0);
        assert_int_equal(r.p % (1 << (5 - osrs)), 0);
    }
    parts_bench_set(b, "bme280.pressure", "1000.01");
    write_reg(b, CONFIG, 4);
    assert_int_not_equal(measure(b, 0, ONCE_EACH_FORCED).p % 16, 0);
}

static void test_a_reset_is_a_power_on(void **state)
{
    struct parts_bench *b = *state;

    measure(b, 1, 0x27);
    write_reg(b, 0xe0, 0x12); // not the word
    assert_int_equal(read_reg(b, CTRL_MEAS), 0x27);
    write_reg(b, 0xe0, 0xb6);
    assert_int_equal(read_reg(b, STATUS), 1); // it copies its calibration
    assert_int_equal(read_reg(b, CTRL_MEAS), 0);
    assert_int_equal(read_data(b).t, 0x80000);
    assert_int_equal(read_reg(b, 0xe0), 0);
    sim_time(&b->sim, b->sim.now_us + 2000);
    assert_int_equal(read_reg(b, STATUS), 0);
}

static void test_strange_messages_do_no_harm(void **state)
{
    struct parts_bench *b = *state;
    uint8_t all[600], pairs[] = { CTRL_HUM, 1, CONFIG, 0x10, 0xd0, 0x77, CTRL_MEAS };

    assert_int_equal(parts_bench_i2c(b, ADDRESS, NULL, 0, NULL, 0), OK); // is there anybody
    assert_int_equal(parts_bench_i2c(b, 0x77, NULL, 0, NULL, 0), ERR_IO);
    assert_int_equal(parts_bench_i2c(b, ADDRESS, pairs, sizeof pairs, all, 1), OK);
    assert_int_equal(all[0], 0); // CTRL_MEAS was only pointed at
    assert_int_equal(read_reg(b, CTRL_HUM), 1);
    assert_int_equal(read_reg(b, CONFIG), 0x10);
    assert_int_equal(read_reg(b, 0xd0), 0x60);
    read_regs(b, 0xff, all, sizeof all); // past the end, and round
    assert_int_equal(all[0], 0);
    assert_int_equal(all[1 + 0xd0], 0x60);
    measure(b, 0xff, 0xff); // codes above 5 are 16 samples
    assert_int_equal(read_reg(b, CTRL_HUM), 7);
    parts_bench_set(b, "bme280.fault", "silent");
    assert_int_equal(parts_bench_i2c(b, ADDRESS, NULL, 0, NULL, 0), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(test_the_compensation_gives_the_examples_of_the_data_sheet),
        PARTS_TEST(test_a_driver_reads_the_world_from_the_registers),
        PARTS_TEST(test_the_example_world_gives_the_example_raw_values),
        PARTS_TEST(test_identity_and_power_on_values),
        PARTS_TEST(test_forced_mode_measures_once_and_sleeps),
        PARTS_TEST(test_normal_mode_goes_on),
        PARTS_TEST(test_what_is_skipped_reads_as_the_data_sheet_says),
        PARTS_TEST(test_ctrl_hum_counts_from_the_next_write_of_ctrl_meas),
        PARTS_TEST(test_resolution_grows_with_oversampling_and_the_filter),
        PARTS_TEST(test_a_reset_is_a_power_on),
        PARTS_TEST(test_strange_messages_do_no_harm),
    };

    return RUN(tests);
}
