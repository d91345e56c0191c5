// The compensation of the BME280: the data sheet's vector, the edges, and what no chip says.
#include "chips/bme280.h"
#include "test.h"

// The calculation example of Bosch's data sheets for this family (BST-BMP280-DS001, 3.12), with a
// usual calibration of the humidity.
static const uint8_t registers[BME280_CALIBRATION] = {
    0x70, 0x6b, 0x43, 0x67, 0x18, 0xfc, 0x7d, 0x8e, 0x43, 0xd6, 0xd0,
    0x0b, 0x27, 0x0b, 0x8c, 0x00, 0xf9, 0xff, 0x8c, 0x3c, 0xf8, 0xc6,
    0x70, 0x17, 0x00, 0x4b, 0x72, 0x01, 0x00, 0x13, 0x25, 0x03, 0x1e,
};

static void put(uint8_t d[BME280_DATA], int32_t p, int32_t t, int32_t h)
{
    d[0] = (uint8_t)(p >> 12);
    d[1] = (uint8_t)(p >> 4);
    d[2] = (uint8_t)(p << 4);
    d[3] = (uint8_t)(t >> 12);
    d[4] = (uint8_t)(t >> 4);
    d[5] = (uint8_t)(t << 4);
    d[6] = (uint8_t)(h >> 8);
    d[7] = (uint8_t)h;
}

static void test_the_registers_of_the_calibration(void **state)
{
    struct bme280_trim t = bme280_trim_of(registers);

    (void)state;
    assert_int_equal(t.t1, 27504);
    assert_int_equal(t.t2, 26435);
    assert_int_equal(t.t3, -1000);
    assert_int_equal(t.p1, 36477);
    assert_int_equal(t.p2, -10685);
    assert_int_equal(t.p3, 3024);
    assert_int_equal(t.p4, 2855);
    assert_int_equal(t.p5, 140);
    assert_int_equal(t.p6, -7);
    assert_int_equal(t.p7, 15500);
    assert_int_equal(t.p8, -14600);
    assert_int_equal(t.p9, 6000);
    assert_int_equal(t.h1, 75);
    assert_int_equal(t.h2, 370);
    assert_int_equal(t.h3, 0);
    assert_int_equal(t.h4, 0x13 << 4 | 5);
    assert_int_equal(t.h5, 0x03 << 4 | 2);
    assert_int_equal(t.h6, 30);
}

static void test_the_vector_of_the_data_sheet(void **state)
{
    struct bme280_trim t = bme280_trim_of(registers);
    struct bme280_values v;
    uint8_t data[BME280_DATA];

    (void)state;
    put(data, 415148, 519888, 30000);
    assert_int_equal(bme280_compensate(&t, data, &v), OK);
    assert_int_equal(v.temp_centi, 2508);
    assert_int_equal(v.pressure_pa, 100653);
    assert_in_range(v.hum_centi, 1, 9999);
}

static void test_below_zero_and_the_limits_of_humidity(void **state)
{
    struct bme280_trim t = bme280_trim_of(registers);
    struct bme280_values v;
    uint8_t data[BME280_DATA];

    (void)state;
    put(data, 415148, 436000, 0xffff);
    assert_int_equal(bme280_compensate(&t, data, &v), OK);
    assert_in_range(v.temp_centi + 4000, 2500, 3999); // -15 to 0 degrees
    assert_int_equal(v.hum_centi, 10000);
    put(data, 415148, 519888, 1);
    assert_int_equal(bme280_compensate(&t, data, &v), OK);
    assert_int_equal(v.hum_centi, 0);
}

static void test_what_was_not_measured_is_no_value(void **state)
{
    struct bme280_trim t = bme280_trim_of(registers);
    struct bme280_values v;
    uint8_t data[BME280_DATA];

    (void)state;
    put(data, 0x80000, 519888, 30000);
    assert_int_equal(bme280_compensate(&t, data, &v), ERR_IO);
    put(data, 415148, 0x80000, 30000);
    assert_int_equal(bme280_compensate(&t, data, &v), ERR_IO);
    put(data, 415148, 519888, 0x8000);
    assert_int_equal(bme280_compensate(&t, data, &v), ERR_IO);
}

static void test_all_ones_and_all_zeroes_are_no_values(void **state)
{
    uint8_t ones[BME280_CALIBRATION], zeroes[BME280_CALIBRATION] = { 0 };
    struct bme280_values v;

    (void)state;
    memset(ones, 0xff, sizeof ones);
    struct bme280_trim all_ones = bme280_trim_of(ones), all_zeroes = bme280_trim_of(zeroes);
    struct bme280_trim good = bme280_trim_of(registers);
    assert_int_equal(bme280_compensate(&all_ones, ones, &v), ERR_RANGE);
    assert_int_equal(bme280_compensate(&all_zeroes, zeroes, &v), ERR_RANGE);
    assert_int_equal(bme280_compensate(&all_zeroes, ones, &v), ERR_RANGE);
    assert_int_equal(bme280_compensate(&good, ones, &v), ERR_RANGE);
    assert_int_equal(bme280_compensate(&good, zeroes, &v), ERR_RANGE);
}

// The sanitizers judge the arithmetic.
static void test_any_registers_give_an_error_or_values_of_the_operating_range(void **state)
{
    unsigned accepted = 0;
    uint32_t seed = 1;

    (void)state;
    for (unsigned round = 0; round < 300000; round++) {
        uint8_t bytes[BME280_CALIBRATION + BME280_DATA];
        struct bme280_values v;
        for (unsigned i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (uint8_t)(seed >> 24);
            if (round % 3 == 1 && i < BME280_CALIBRATION)
                bytes[i] = registers[i];
            if (round % 3 == 2) // the extremes
                bytes[i] = seed >> 31 ? 0xff : seed >> 30 & 1 ? 0x80 : 0x7f;
        }
        struct bme280_trim t = bme280_trim_of(bytes);
        if (bme280_compensate(&t, bytes + BME280_CALIBRATION, &v))
            continue;
        accepted++;
        assert_in_range(v.temp_centi + 4000, 0, 12500);
        assert_in_range(v.pressure_pa, 30000, 110000);
        assert_in_range(v.hum_centi, 0, 10000);
    }
    assert_true(accepted > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_registers_of_the_calibration),
        TEST(test_the_vector_of_the_data_sheet),
        TEST(test_below_zero_and_the_limits_of_humidity),
        TEST(test_what_was_not_measured_is_no_value),
        TEST(test_all_ones_and_all_zeroes_are_no_values),
        TEST(test_any_registers_give_an_error_or_values_of_the_operating_range),
    };

    return RUN(tests);
}
