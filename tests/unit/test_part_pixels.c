// The simulated chain of WS2812.
#include "parts_bench.h"

static void test_a_frame_is_green_red_blue_from_the_first_pixel(void **state)
{
    static const uint8_t frame[] = { 1, 2, 3, 4, 5, 6, 7, 8 }; // two pixels, and not a third
    struct parts_bench *b = *state;
    unsigned pin = parts_bench_pin(b, "pwm_3", PIN_PIXELS);

    assert_int_equal(hw_pixels(&b->sim.hw, pin, frame, sizeof frame), OK);
    assert_int_equal(b->parts->pixels.given, 2);
    assert_memory_equal(b->parts->pixels.grb, ((uint8_t[]){ 1, 2, 3, 4, 5, 6, 0, 0, 0 }), 9);
    assert_int_equal(hw_pixels(&b->sim.hw, pin, frame + 3, 3), OK);
    assert_int_equal(b->parts->pixels.given, 1);
    assert_memory_equal(b->parts->pixels.grb, ((uint8_t[]){ 4, 5, 6, 4, 5, 6, 0, 0, 0 }), 9);
}

static void test_what_is_longer_than_the_chain_falls_out_at_its_end(void **state)
{
    struct parts_bench *b = *state;
    unsigned pin = parts_bench_pin(b, "pwm_3", PIN_PIXELS);
    uint8_t frame[3 * 300];

    memset(frame, 9, sizeof frame);
    parts_bench_set(b, "pixels.count", "2");
    assert_int_equal(hw_pixels(&b->sim.hw, pin, frame, sizeof frame), OK);
    assert_int_equal(b->parts->pixels.given, 300);
    assert_int_equal(b->parts->pixels.grb[1][2], 9);
    assert_int_equal(b->parts->pixels.grb[2][0], 0);
    parts_bench_set(b, "pixels.count", "256");
    assert_int_equal(hw_pixels(&b->sim.hw, pin, frame, sizeof frame), OK);
    assert_int_equal(b->parts->pixels.grb[PIXELS_MAX - 1][2], 9);
}

static void test_another_pin_does_not_reach_it(void **state)
{
    struct parts_bench *b = *state;
    unsigned pin = parts_bench_pin(b, "pwm_2", PIN_PIXELS);

    assert_int_equal(hw_pixels(&b->sim.hw, pin, (const uint8_t[]){ 1, 2, 3 }, 3), OK);
    assert_int_equal(b->parts->pixels.given, 0);
    assert_int_equal(hw_pixels(&b->sim.hw, 4, (const uint8_t[]){ 1, 2, 3 }, 3), ERR_IO);
    assert_int_equal(hw_pixels(&b->sim.hw, GPIO_MAX, NULL, 0), ERR_IO);
    pin = parts_bench_pin(b, "pwm_3", PIN_PIXELS);
    assert_int_equal(hw_pixels(&b->sim.hw, pin, NULL, 0), OK);
    assert_int_equal(b->parts->pixels.given, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(test_a_frame_is_green_red_blue_from_the_first_pixel),
        PARTS_TEST(test_what_is_longer_than_the_chain_falls_out_at_its_end),
        PARTS_TEST(test_another_pin_does_not_reach_it),
    };

    return RUN(tests);
}
