// The simulated DHT11 and DHT22: frames and times of their data sheets.
#include "parts_bench.h"

enum { DHT11_START_US = 18000, DHT22_START_US = 1000, LEVELS = 84, FRAME_US = 6000 };

// Asks on the pin of the DHTs and waits until the answer is over; returns how many levels it had.
static int ask(struct parts_bench *b, uint16_t start_us, uint16_t us[LEVELS])
{
    uint8_t pin = (uint8_t)parts_bench_pin(b, "simple_1", PIN_PULSE);
    struct pulse_question q = { pin, pin, false, start_us };

    assert_int_equal(hw_pulse_start(&b->sim.hw, &q), OK);
    sim_time(&b->sim, b->sim.now_us + start_us + FRAME_US);
    return hw_pulse_take(&b->sim.hw, pin, us, LEVELS);
}

// Reads the frame as a driver does: a bit is 1 when its high level is the longer one.
static void expect_frame(struct parts_bench *b, uint16_t start_us, const uint8_t expected[5])
{
    uint16_t us[LEVELS];
    uint8_t bytes[5] = { 0 };

    assert_int_equal(ask(b, start_us, us), LEVELS);
    for (unsigned i = 0; i < 40; i++)
        bytes[i / 8] = (uint8_t)(bytes[i / 8] << 1 | (us[4 + 2 * i] > 50));
    assert_memory_equal(bytes, expected, 5);
}

static void test_the_times_are_those_of_the_data_sheet(void **state)
{
    struct parts_bench *b = *state;
    uint16_t us[LEVELS];

    assert_int_equal(ask(b, DHT22_START_US, us), LEVELS);
    assert_in_range(us[0], 20, 40); // released, until the sensor answers
    assert_in_range(us[1], 75, 85); // its response
    assert_in_range(us[2], 75, 85);
    for (unsigned i = 3; i < LEVELS - 1; i += 2) {
        assert_in_range(us[i], 48, 55);
        assert_true((us[i + 1] >= 22 && us[i + 1] <= 30) || (us[i + 1] >= 68 && us[i + 1] <= 75));
    }
    assert_in_range(us[LEVELS - 1], 45, 55);
}

static void test_a_dht22_answers_as_in_its_examples(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "dht22.hum", "65.8");
    parts_bench_set(b, "dht22.temp", "26.9");
    expect_frame(b, DHT22_START_US, (const uint8_t[]){ 0x02, 0x92, 0x01, 0x0d, 0xa2 });
    parts_bench_set(b, "dht22.temp", "-10.1");
    expect_frame(b, DHT22_START_US, (const uint8_t[]){ 0x02, 0x92, 0x80, 0x65, 0x79 });
    parts_bench_set(b, "dht22.hum", "100");
    parts_bench_set(b, "dht22.temp", "0");
    expect_frame(b, DHT22_START_US, (const uint8_t[]){ 0x03, 0xe8, 0x00, 0x00, 0xeb });
}

static void test_a_dht11_answers_as_in_its_examples(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "dht11.hum", "53.0");
    parts_bench_set(b, "dht11.temp", "24.4");
    expect_frame(b, DHT11_START_US, (const uint8_t[]){ 0x35, 0x00, 0x18, 0x04, 0x51 });
    parts_bench_set(b, "dht11.temp", "-10.1");
    expect_frame(b, DHT11_START_US, (const uint8_t[]){ 0x35, 0x00, 0x0a, 0x81, 0xc0 });
}

static void test_the_length_of_the_start_pulse_chooses_who_answers(void **state)
{
    struct parts_bench *b = *state;
    uint16_t us[LEVELS];

    parts_bench_set(b, "dht11.fault", "silent");
    assert_int_equal(ask(b, DHT11_START_US, us), 0);
    assert_int_equal(ask(b, 30000, us), 0);
    assert_int_equal(ask(b, DHT11_START_US - 1, us), LEVELS);
    assert_int_equal(ask(b, 800, us), LEVELS);
    assert_int_equal(ask(b, 799, us), 0); // too short for both
    parts_bench_set(b, "dht22.fault", "silent");
    parts_bench_set(b, "dht11.fault", "none");
    assert_int_equal(ask(b, DHT22_START_US, us), 0);
    assert_int_equal(ask(b, DHT11_START_US, us), LEVELS);
}

static void test_a_damaged_frame_has_a_wrong_checksum(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "dht22.hum", "65.8");
    parts_bench_set(b, "dht22.temp", "26.9");
    parts_bench_set(b, "dht22.fault", "checksum");
    expect_frame(b, DHT22_START_US, (const uint8_t[]){ 0x02, 0x92, 0x01, 0x0d, 0xa3 });
}

static void test_it_answers_on_the_pin_it_is_soldered_to(void **state)
{
    struct parts_bench *b = *state;
    uint16_t us[LEVELS];
    struct pulse_question high = { 10, 10, true, DHT22_START_US };

    parts_bench_set(b, "dht.pin", "11");
    assert_int_equal(ask(b, DHT22_START_US, us), 0);
    parts_bench_set(b, "dht.pin", "-1");
    assert_int_equal(ask(b, DHT22_START_US, us), 0);
    parts_bench_set(b, "dht.pin", "10");
    assert_int_equal(ask(b, DHT22_START_US, us), LEVELS);
    assert_int_equal(hw_pulse_start(&b->sim.hw, &high), OK); // no start: the line is high anyway
    sim_time(&b->sim, b->sim.now_us + 100000);
    assert_int_equal(hw_pulse_take(&b->sim.hw, 10, us, LEVELS), 0);
}

static void test_levels_that_are_not_over_yet_are_not_given(void **state)
{
    struct parts_bench *b = *state;
    uint8_t pin = (uint8_t)parts_bench_pin(b, "simple_1", PIN_PULSE);
    struct pulse_question q = { pin, pin, false, DHT22_START_US };
    uint16_t us[LEVELS] = { 0 };

    sim_time(&b->sim, 5000);
    assert_int_equal(hw_pulse_start(&b->sim.hw, &q), OK);
    sim_time(&b->sim, 5000 + DHT22_START_US + 30 + 79);
    assert_int_equal(hw_pulse_take(&b->sim.hw, pin, us, LEVELS), 1);
    assert_int_equal(us[0], 30);
    assert_int_equal(hw_pulse_take(&b->sim.hw, pin, us, LEVELS), ERR_IO); // it has ended
    assert_int_equal(hw_pulse_start(&b->sim.hw, &q), OK);
    sim_time(&b->sim, 1000000);
    assert_int_equal(hw_pulse_take(&b->sim.hw, pin, us, 3), 3); // no more than there is room for
    assert_int_equal(us[3], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(test_the_times_are_those_of_the_data_sheet),
        PARTS_TEST(test_a_dht22_answers_as_in_its_examples),
        PARTS_TEST(test_a_dht11_answers_as_in_its_examples),
        PARTS_TEST(test_the_length_of_the_start_pulse_chooses_who_answers),
        PARTS_TEST(test_a_damaged_frame_has_a_wrong_checksum),
        PARTS_TEST(test_it_answers_on_the_pin_it_is_soldered_to),
        PARTS_TEST(test_levels_that_are_not_over_yet_are_not_given),
    };

    return RUN(tests);
}
