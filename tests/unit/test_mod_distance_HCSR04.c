// distance_HCSR04, and boards that cannot ask in pulses.
#include "sim/faulty.h"
#include "wired.h"

static void test_distance(void **state)
{
    struct rig *r = *state;

    expect_after(r, 60, "distance_HCSR04 distance_mm", "1000\n");
    wired_set(r, "hcsr04.distance", "123");
    expect_after(r, 60, "distance_HCSR04 distance_mm >json", "123\n");
    expect_after(r, 60, "distance_HCSR04 distance_cm", "12.30\n");
    wired_set(r, "hcsr04.distance", "4000");
    expect_after(r, 60, "distance_HCSR04 distance_mm", "4000\n");
    wired_set(r, "hcsr04.distance", "5000");
    expect_after(r, 60, "distance_HCSR04 distance_mm", "Out of range\n");
    wired_set(r, "hcsr04.fault", "silent");
    expect_after(r, 60, "distance_HCSR04 distance_cm >json", "{\"error\": \"Out of range\"}\n");
    expect_now(r, "distance_HCSR04 deinit", "None\n");
    assert_int_equal(r->sim.use[15], PIN_FREE);
    assert_int_equal(r->sim.use[14], PIN_FREE);
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
        WIRED_TEST(test_what_asks_in_pulses_is_told_when_the_board_cannot),
    };

    return RUN(tests);
}
