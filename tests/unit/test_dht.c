// The frames of the DHTs: the examples of their data sheets, and what no sensor sends.
#include "chips/dht.h"
#include "test.h"

enum { BEFORE = 3, WHOLE = 83 }; // levels

// The levels of a frame as the data sheet draws them.
static void draw(uint16_t us[DHT_LEVELS], const uint8_t bytes[DHT_BYTES])
{
    us[0] = 30;
    us[1] = us[2] = 80;
    for (unsigned i = 0; i < 40; i++) {
        us[BEFORE + 2 * i] = 50;
        us[BEFORE + 2 * i + 1] = bytes[i / 8] >> (7 - i % 8) & 1 ? 70 : 26;
    }
    us[WHOLE] = 50;
}

static int decode(const uint8_t drawn[DHT_BYTES], uint8_t bytes[DHT_BYTES])
{
    uint16_t us[DHT_LEVELS];

    draw(us, drawn);
    return dht_decode(us, DHT_LEVELS, bytes);
}

static void test_the_examples_of_the_data_sheets(void **state)
{
    static const struct {
        enum dht_kind kind;
        uint8_t frame[DHT_BYTES];
        int32_t temp, hum;
    } rows[] = {
        { DHT22, { 0x02, 0x92, 0x01, 0x0d, 0xa2 }, 269, 658 },
        { DHT22, { 0x02, 0x92, 0x80, 0x65, 0x79 }, -101, 658 },
        { DHT22, { 0x03, 0xe8, 0x00, 0x00, 0xeb }, 0, 1000 },
        { DHT11, { 0x35, 0x00, 0x18, 0x04, 0x51 }, 244, 530 },
        { DHT11, { 0x35, 0x00, 0x0a, 0x81, 0xc0 }, -101, 530 },
    };

    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t bytes[DHT_BYTES] = { 0 };
        struct dht_reading r;
        assert_int_equal(decode(rows[i].frame, bytes), OK);
        assert_memory_equal(bytes, rows[i].frame, DHT_BYTES);
        assert_int_equal(dht_reading_of(rows[i].kind, bytes, &r), OK);
        assert_int_equal(r.temp_deci, rows[i].temp);
        assert_int_equal(r.hum_deci, rows[i].hum);
    }
}

// Frames that clones have sent, by reports of their users: 0xffff is -0.1, 0xff4c is -18.0.
static void test_two_s_complement_of_clones(void **state)
{
    static const struct {
        uint8_t high, low;
        int32_t temp;
    } rows[] = { { 0xff, 0xff, -1 },   { 0xff, 0xfd, -3 },   { 0xff, 0x4c, -180 },
                 { 0xfe, 0x70, -400 }, { 0x81, 0x90, -400 }, { 0x80, 0x00, 0 },
                 { 0x80, 0x01, -1 },   { 0x03, 0x20, 800 } };

    (void)state;
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        const uint8_t bytes[DHT_BYTES] = { 0x01, 0xf1, rows[i].high, rows[i].low };
        struct dht_reading r;
        assert_int_equal(dht_reading_of(DHT22, bytes, &r), OK);
        assert_int_equal(r.temp_deci, rows[i].temp);
    }
    for (unsigned raw = 0x8191; raw < 0xfe70; raw++) { // neither of both
        const uint8_t bytes[DHT_BYTES] = { 0x01, 0xf1, (uint8_t)(raw >> 8), (uint8_t)raw };
        struct dht_reading r;
        assert_int_equal(dht_reading_of(DHT22, bytes, &r), ERR_RANGE);
    }
}

static void test_each_flipped_bit_is_noticed(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 40; bit++) {
        uint8_t frame[DHT_BYTES] = { 0x02, 0x92, 0x01, 0x0d, 0xa2 }, bytes[DHT_BYTES] = { 0 };
        frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(decode(frame, bytes), ERR_CHECKSUM);
    }
}

static void test_what_is_no_whole_answer(void **state)
{
    static const uint8_t good[DHT_BYTES] = { 0x02, 0x92, 0x01, 0x0d, 0xa2 };
    static const uint16_t wrong[] = { 0, 5, 200, 65535 };
    uint8_t bytes[DHT_BYTES];
    uint16_t us[DHT_LEVELS];

    (void)state;
    draw(us, good);
    for (unsigned n = 0; n < WHOLE; n++)
        assert_int_equal(dht_decode(us, n, bytes), ERR_IO);
    assert_int_equal(dht_decode(us, WHOLE, bytes), OK); // the end need not be seen
    for (unsigned w = 0; w < sizeof wrong / sizeof *wrong; w++) {
        for (unsigned i = 1; i < WHOLE; i++) {
            draw(us, good);
            us[i] = wrong[w];
            assert_int_equal(dht_decode(us, DHT_LEVELS, bytes), ERR_IO);
        }
    }
}

static void test_the_response_may_be_missed(void **state)
{
    static const uint8_t good[DHT_BYTES] = { 0x02, 0x92, 0x01, 0x0d, 0xa2 };
    uint8_t bytes[DHT_BYTES] = { 0 };
    uint16_t us[DHT_LEVELS];

    (void)state;
    draw(us, good);
    assert_int_equal(dht_decode(us + 2, DHT_LEVELS - 2, bytes), OK);
    assert_memory_equal(bytes, good, DHT_BYTES);
    assert_int_equal(dht_decode(us + 2, DHT_LEVELS - 3, bytes), OK);
    assert_int_equal(dht_decode(us + 3, DHT_LEVELS - 3, bytes), ERR_IO);
}

static void test_all_ones_and_all_zeroes_are_no_reading(void **state)
{
    static const uint8_t ones[DHT_BYTES] = { 0xff, 0xff, 0xff, 0xff, 0xff };
    static const uint8_t valid_ones[DHT_BYTES] = { 0xff, 0xff, 0xff, 0xff, 0xfc };
    static const uint8_t zeroes[DHT_BYTES] = { 0 };
    uint8_t bytes[DHT_BYTES] = { 0 };
    struct dht_reading r;

    (void)state;
    assert_int_equal(decode(ones, bytes), ERR_CHECKSUM);
    for (unsigned kind = DHT11; kind <= DHT22; kind++) {
        assert_int_equal(dht_reading_of((enum dht_kind)kind, valid_ones, &r), ERR_RANGE);
        assert_int_equal(dht_reading_of((enum dht_kind)kind, zeroes, &r), ERR_RANGE);
    }
}

static void test_any_frame_gives_an_error_or_what_the_sensor_measures(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (unsigned round = 0; round < 200000; round++) {
        uint8_t bytes[DHT_BYTES];
        struct dht_reading r;
        for (unsigned i = 0; i < DHT_BYTES; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (uint8_t)(seed >> 24);
        }
        if (!dht_reading_of(DHT22, bytes, &r)) {
            assert_in_range(r.temp_deci + 400, 0, 1200);
            assert_in_range(r.hum_deci, 0, 1000);
        }
        if (!dht_reading_of(DHT11, bytes, &r)) {
            assert_in_range(r.temp_deci + 200, 0, 800);
            assert_in_range(r.hum_deci, 0, 1000);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_examples_of_the_data_sheets),
        TEST(test_two_s_complement_of_clones),
        TEST(test_each_flipped_bit_is_noticed),
        TEST(test_what_is_no_whole_answer),
        TEST(test_the_response_may_be_missed),
        TEST(test_all_ones_and_all_zeroes_are_no_reading),
        TEST(test_any_frame_gives_an_error_or_what_the_sensor_measures),
    };

    return RUN(tests);
}
