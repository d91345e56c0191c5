// The fault wrapper: the Nth operation fails, and only that one.
#include "sim/faulty.h"
#include "sim/parts.h"
#include "test.h"

// One of each operation; returns the number of the first that failed, 0: none did.
static int all(const struct hw *hw)
{
    int rssi;
    const int results[] = {
        hw_pin_use(hw, 13, PIN_PWM), hw_pwm(hw, 13, 480, 10),     hw_pin_use(hw, 16, PIN_OUT),
        hw_pin_write(hw, 16, true),  hw_pin_read(hw, 16),         hw_adc(hw, 0),
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

static struct parts *take(void *ctx)
{
    return ctx;
}

static void test_the_clock_can_fail_too(void **state)
{
    struct sim sim;
    struct faulty f;
    uint32_t hz = 0;

    (void)state;
    sim_init(&sim, &board_esp32);
    faulty_init(&f, &sim.hw);
    f.fail_at = 2;
    assert_int_equal(hw_cpu_hz(&f.hw, &hz), OK);
    assert_int_equal(hz, 80000000);
    assert_int_equal(hw_cpu_hz(&f.hw, &hz), ERR_IO);
}

// Only the board fails, not the world around it.
static void test_the_world_is_that_of_the_real_one(void **state)
{
    struct parts *parts = calloc(1, sizeof *parts);
    struct sim sim;
    struct faulty f;
    char text[4096];
    struct out o;

    (void)state;
    sim_init(&sim, &board_esp8266);
    faulty_init(&f, &sim.hw);
    f.fail_at = 1;
    const struct hw_simulated *world = f.hw.simulated;
    out_init(&o, text, sizeof text);
    assert_int_equal(world->pin_drive(f.hw.ctx, 12, true), OK);
    assert_int_equal(world->part_set(f.hw.ctx, text_of("touch"), text_of("5")), ERR_NAME);
    assert_null(world->part_at(f.hw.ctx, 0, &o));
    world->show(f.hw.ctx, &o);
    assert_int_equal(o.len, 0); // nothing is wired to it
    sim_wire(&sim, take, parts);
    assert_int_equal(world->part_set(f.hw.ctx, text_of("touch"), text_of("5")), OK);
    assert_int_equal(parts->touch, 5);
    assert_non_null(world->part_at(f.hw.ctx, 0, &o));
    assert_string_equal(text, "0"); // ssd1306.sa0
    world->show(f.hw.ctx, &o);
    assert_true(o.len > 100);
    assert_int_equal(f.calls, 0);
    free(parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_operation_that_is_asked_for_fails),
        TEST(test_the_clock_can_fail_too),
        TEST(test_the_world_is_that_of_the_real_one),
    };

    return RUN(tests);
}
