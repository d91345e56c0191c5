// The simulated HC-SR04.
#include "parts_bench.h"
#include <math.h>

static int ask(struct parts_bench *b, bool level, uint16_t trigger_us, uint16_t us[2])
{
    uint8_t trigger = (uint8_t)parts_bench_pin(b, "simple_0", PIN_PULSE);
    uint8_t echo = (uint8_t)parts_bench_pin(b, "pwm_5", PIN_PULSE);
    struct pulse_question q = { trigger, echo, level, trigger_us };

    assert_int_equal(hw_pulse_start(&b->sim.hw, &q), OK);
    sim_time(&b->sim, b->sim.now_us + 60000); // the cycle that the data sheet suggests
    return hw_pulse_take(&b->sim.hw, echo, us, 2);
}

static void test_the_echo_is_as_long_as_the_way(void **state)
{
    struct parts_bench *b = *state;
    uint16_t us[2];
    char mm[8];

    for (unsigned i = 20; i <= 4000; i++) {
        snprintf(mm, sizeof mm, "%u", i);
        parts_bench_set(b, "hcsr04.distance", mm);
        assert_int_equal(ask(b, true, 10, us), 2);
        assert_in_range(us[0], 200, 1000);                // eight cycles of 40 kHz at least
        assert_true(fabs(us[1] - 2 * i / 0.3432) <= 0.5); // 343.2 m/s at 20 degrees, there and back
    }
    assert_int_equal(us[1], 23310); // 4 m
}

static void test_what_it_cannot_see_gives_a_pulse_of_38_ms(void **state)
{
    struct parts_bench *b = *state;
    static const char *const unseen[] = { "0", "19", "4001", "10000" };
    uint16_t us[2];

    for (unsigned i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        parts_bench_set(b, "hcsr04.distance", unseen[i]);
        assert_int_equal(ask(b, true, 10, us), 2);
        assert_int_equal(us[1], 38000);
    }
}

static void test_it_wants_ten_microseconds_on_its_trigger(void **state)
{
    struct parts_bench *b = *state;
    uint16_t us[2];

    assert_int_equal(ask(b, true, 9, us), 0);
    assert_int_equal(ask(b, false, 10, us), 0);
    assert_int_equal(ask(b, true, 10, us), 2);
    parts_bench_set(b, "hcsr04.echo", "3");
    assert_int_equal(ask(b, true, 10, us), 0); // another line
    parts_bench_set(b, "hcsr04.echo", "9");
    parts_bench_set(b, "hcsr04.fault", "silent");
    assert_int_equal(ask(b, true, 10, us), 0);
}

static void test_an_echo_that_is_on_its_way_is_not_given(void **state)
{
    struct parts_bench *b = *state;
    uint8_t trigger = (uint8_t)parts_bench_pin(b, "simple_0", PIN_OUT);
    uint8_t echo = (uint8_t)parts_bench_pin(b, "pwm_5", PIN_IN);
    struct pulse_question q = { trigger, echo, true, 10 };
    uint16_t us[2];

    assert_int_equal(hw_pulse_start(&b->sim.hw, &q), OK);
    sim_time(&b->sim, 10 + 450 + 5827); // 1 m: 5828 us
    assert_int_equal(hw_pulse_take(&b->sim.hw, echo, us, 2), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(test_the_echo_is_as_long_as_the_way),
        PARTS_TEST(test_what_it_cannot_see_gives_a_pulse_of_38_ms),
        PARTS_TEST(test_it_wants_ten_microseconds_on_its_trigger),
        PARTS_TEST(test_an_echo_that_is_on_its_way_is_not_given),
    };

    return RUN(tests);
}
