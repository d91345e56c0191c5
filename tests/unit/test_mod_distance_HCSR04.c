// distance_HCSR04, and boards that cannot ask in pulses.
#include "sim/faulty.h"
#include "wired.h"
#include <math.h>

static void test_distance(void **state)
{
    struct rig *r = *state;

    expect_after(r, 60, "distance_HCSR04 distance_mm", "1001\n"); // the air has 20 degrees
    wired_set(r, "hcsr04.distance", "123");
    expect_after(r, 60, "distance_HCSR04 distance_mm >json", "123\n");
    expect_after(r, 60, "distance_HCSR04 distance_cm", "12.32\n");
    wired_set(r, "hcsr04.distance", "4000");
    expect_after(r, 60, "distance_HCSR04 distance_mm", "4005\n");
    wired_set(r, "hcsr04.distance", "5000");
    expect_after(r, 60, "distance_HCSR04 distance_mm", "Out of range\n");
    wired_set(r, "hcsr04.distance", "19"); // the data sheet's least is 2 cm
    expect_after(r, 60, "distance_HCSR04 distance_mm", "Out of range\n");
    wired_set(r, "hcsr04.distance", "20");
    expect_after(r, 60, "distance_HCSR04 distance_mm", "20\n");
    wired_set(r, "hcsr04.fault", "silent");
    expect_after(r, 60, "distance_HCSR04 distance_cm >json", "{\"error\": \"Out of range\"}\n");
    expect_now(r, "distance_HCSR04 deinit", "None\n");
    assert_int_equal(r->sim.use[15], PIN_FREE);
    assert_int_equal(r->sim.use[14], PIN_FREE);
}

static uint16_t echo_us;

static int give_echo(void *ctx, unsigned in, uint16_t *us, unsigned n)
{
    (void)ctx;
    (void)in;
    assert_int_equal(n, 2);
    us[0] = 450;
    us[1] = echo_us;
    return 2;
}

// The data sheet: microseconds / 58 are centimetres, from 2 cm on. The original counts 58.2.
static void test_an_echo_by_the_data_sheet(void **state)
{
    struct rig *r = *state;
    static const uint16_t lengths_us[] = { 117, 580, 1160, 5800, 11600, 23200 };
    char text[64];

    r->sim.hw.pulse_take = give_echo;
    for (unsigned i = 0; i < sizeof lengths_us / sizeof *lengths_us; i++) {
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        echo_us = lengths_us[i];
        peer_say(p, "distance_HCSR04 distance_cm");
        rig_wait_ms(r, 60);
        double cm = strtod(peer_heard(p, text, sizeof text), NULL);
        assert_true(fabs(cm - echo_us / 58.0) <= cm * 0.004);
        peer_close(p);
    }
    echo_us = 116;
    expect_after(r, 60, "distance_HCSR04 distance_mm", "Out of range\n");
}

static void test_what_asks_in_pulses_is_told_when_the_board_cannot(void **state)
{
    struct rig *r = *state;

    r->sim.hw.pulse_start = NULL;
    expect_now(r, "distance_HCSR04 distance_mm",
               "execute_LM_function LM_distance_HCSR04->distance_mm: not supported on this "
               "board\n");
    expect_now(r, "dht11 measure",
               "execute_LM_function LM_dht11->measure: not supported on this board\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_distance),
        WIRED_TEST(test_an_echo_by_the_data_sheet),
        WIRED_TEST(test_what_asks_in_pulses_is_told_when_the_board_cannot),
    };

    return RUN(tests);
}
