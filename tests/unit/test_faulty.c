// The fault wrapper: the Nth operation fails, and only that one.
#include "test.h"
#include "hw/faulty.h"

// One of each operation; returns the number of the first that failed, 0: none did.
static int all(const struct hw *hw)
{
    int rssi;
    const int results[] = {
        hw_pin_use(hw, 13, PIN_PWM), hw_pwm_set(hw, 13, 480, 10), hw_pin_use(hw, 16, PIN_OUT),
        hw_pin_write(hw, 16, true),  hw_pin_read(hw, 16),         hw_adc_read_mv(hw, 0),
        hw_cpu_set_hz(hw, 80000000), hw_wifi_rssi_dbm(hw, &rssi),
    };
    int failed = 0;

    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        assert_true(results[i] >= 0 || results[i] == ERR_IO || (failed && failed <= 3));
        if (results[i] < 0 && !failed)
            failed = (int)i + 1;
    }
    return failed;
}

static void test_the_operation_that_is_asked_for_fails(void **state)
{
    struct sim sim;
    struct faulty f;

    (void)state;
    for (unsigned n = 0; n <= 9; n++) {
        sim_init(&sim, &board_esp8266);
        faulty_init(&f, &sim.hw);
        f.fail_at = n;
        assert_int_equal(all(&f.hw), n <= 8 ? (int)n : 0);
        assert_int_equal(f.calls, 8);
    }
}

static void test_the_clock_is_told_as_it_is(void **state)
{
    struct sim sim;
    struct faulty f;

    (void)state;
    sim_init(&sim, &board_esp32);
    faulty_init(&f, &sim.hw);
    f.fail_at = 1;
    assert_int_equal(hw_cpu_hz(&f.hw), 80000000);
    assert_int_equal(f.calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_operation_that_is_asked_for_fails),
        TEST(test_the_clock_is_told_as_it_is),
    };

    return RUN(tests);
}
