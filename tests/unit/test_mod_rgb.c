// rgb, and what it has in common with other lamps: fades by tick, what is kept, pins that fail.
#include "sim/faulty.h"
#include "test.h"

enum { RED = 13, GREEN = 2, BLUE = 0 }; // GPIOs of pwm_1, pwm_2, pwm_3 on an esp8266

static void expect_duties(const struct rig *r, unsigned red, unsigned green, unsigned blue)
{
    assert_int_equal(r->sim.duty_permille[RED], red);
    assert_int_equal(r->sim.duty_permille[GREEN], green);
    assert_int_equal(r->sim.duty_permille[BLUE], blue);
}

static void test_a_colour_is_there_at_once_or_smoothly(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rgb color 255 0 51 False", "R: 255\nG: 0\nB: 51\nS: 1\n");
    expect_duties(r, 1000, 0, 200);
    expect_reply(p, "rgb color g=255", "R: 255\nG: 255\nB: 51\nS: 1\n");
    expect_duties(r, 1000, 0, 200);
    rig_wait_ms(r, 200); // half of the fade
    assert_in_range(r->sim.duty_permille[GREEN], 450, 550);
    expect_reply(p, "system clock >json", "[2026, 11, 22, 14, 13, 48, 6, 326]\n");
    rig_wait_ms(r, 200);
    expect_duties(r, 1000, 1000, 200);
    tape_clear(&r->log);
    assert_int_equal(rooms_poll(&r->node) > 1000, true); // nothing is left to do
}

static void test_a_transition_is_a_straight_line_in_time(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rgb color 0 0 255 False", "R: 0\nG: 0\nB: 255\nS: 1\n");
    expect_reply(p, "rgb transition 255 0 0 10", "R: 255\nG: 0\nB: 0\nS: 1\n");
    for (unsigned s = 1; s <= 10; s++) {
        rig_wait_ms(r, 1000);
        assert_in_range(r->sim.duty_permille[RED], s * 100 - 8, s * 100);
        assert_in_range(r->sim.duty_permille[BLUE], 1000 - s * 100, 1008 - s * 100);
    }
    expect_duties(r, 1000, 0, 0);
    expect_reply(p, "rgb transition 0 255 0 sec=0.1", "R: 0\nG: 255\nB: 0\nS: 1\n");
    rig_wait_ms(r, 100);
    expect_duties(r, 0, 1000, 0);
}

static void test_dark_keeps_the_colour_and_toggle_brings_it_back(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rgb color 10 20 30 False", "R: 10\nG: 20\nB: 30\nS: 1\n");
    expect_reply(p, "rgb color 0 0 0 False", "R: 10\nG: 20\nB: 30\nS: 0\n");
    expect_duties(r, 0, 0, 0);
    expect_reply(p, "rgb toggle", "R: 10\nG: 20\nB: 30\nS: 1\n");
    rig_wait_ms(r, 500);
    expect_duties(r, 39, 78, 118);
    expect_reply(p, "rgb toggle smooth=False", "R: 10\nG: 20\nB: 30\nS: 0\n");
    expect_duties(r, 0, 0, 0);
    expect_reply(p, "rgb toggle True False", "R: 10\nG: 20\nB: 30\nS: 1\n");
    expect_duties(r, 39, 78, 118);
}

static void test_brightness_keeps_the_hue(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rgb color 200 100 0 False", "R: 200\nG: 100\nB: 0\nS: 1\n");
    expect_reply(p, "rgb brightness 100 False", "R: 255\nG: 128\nB: 0\nS: 1\n");
    expect_reply(p, "rgb brightness 10 False", "R: 26\nG: 13\nB: 0\nS: 1\n");
    expect_reply(p, "rgb brightness 0 False", "R: 26\nG: 13\nB: 0\nS: 0\n");
    expect_duties(r, 0, 0, 0);
    expect_reply(p, "rgb brightness 101",
                 "execute_LM_function LM_rgb->brightness: percent: 101 is out of range, it takes 0 "
                 "to 100\n");
    expect_reply(p, "rgb color 1001",
                 "a channel takes 0 to 255; if one is above, all are of 1000\n");
    expect_reply(p, "rgb transition 0 -1 0",
                 "a channel takes 0 to 255; if one is above, all are of 1000\n");
}

// The successor counts to 1000.
static void test_a_channel_above_255_says_that_all_are_of_1000(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rgb color 1000 500 100 False", "R: 255\nG: 128\nB: 26\nS: 1\n");
    expect_duties(r, 1000, 502, 102);
    expect_reply(p, "rgb color r=256 smooth=False", "R: 65\nG: 128\nB: 26\nS: 1\n"); // others stay
    expect_reply(p, "rgb color 255 255 255 False", "R: 255\nG: 255\nB: 255\nS: 1\n");
    expect_duties(r, 1000, 1000, 1000);
}

static void test_what_was_there_comes_back_after_a_reboot(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "rgb color 255 0 255 False", "R: 255\nG: 0\nB: 255\nS: 1\n");
    assert_string_equal(ram_get(&r->ram, "rgb255.pds"), "255,0,255,1");
    rig_reboot(r);
    expect_duties(r, 0, 0, 0);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "rgb load", "CACHE: True\n");
    expect_duties(r, 1000, 0, 1000);
}

static void test_random_colours_stay_within_what_is_asked(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    unsigned differ = 0;

    for (int i = 0; i < 20; i++) {
        unsigned red, green, blue, on;
        char text[64];
        peer_say(p, "rgb random False 7");
        peer_heard(p, text, sizeof text);
        assert_int_equal(sscanf(text, "R: %u\nG: %u\nB: %u\nS: %u", &red, &green, &blue, &on), 4);
        assert_true(red <= 7 && green <= 7 && blue <= 7);
        differ += red != green;
        rig_wait_ms(r, 37);
    }
    assert_true(differ > 5);
}

static void test_a_lamp_whose_pins_fail_is_dark(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct faulty f;

    rig_set(r, "pled", "false");
    expect_reply(p, "rgb color 255 255 255 False", "R: 255\nG: 255\nB: 255\nS: 1\n");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    for (unsigned n = 1; n <= 3; n++) {
        f.calls = 0;
        f.fail_at = n;
        expect_reply(p, "rgb color 1 2 3 False",
                     "execute_LM_function LM_rgb->color: device did not answer\n");
        expect_duties(r, 0, 0, 0);
    }
    f.fail_at = 0;
    expect_reply(p, "rgb status", "R: 255\nG: 255\nB: 255\nS: 0\n");
    expect_reply(p, "rgb transition 255 255 255 5", "R: 255\nG: 255\nB: 255\nS: 1\n");
    rig_wait_ms(r, 1000);
    f.calls = 0;
    f.fail_at = 2; // in a step of the fade
    rig_wait_ms(r, 5000);
    expect_duties(r, 0, 0, 0);
    assert_true(rig_logged(r, "LM_rgb tick: device did not answer"));
    expect_reply(p, "rgb status", "R: 255\nG: 255\nB: 255\nS: 0\n");
    r->node.pins.hw = &r->sim.hw;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_colour_is_there_at_once_or_smoothly),
        RIG_TEST(test_a_transition_is_a_straight_line_in_time),
        RIG_TEST(test_dark_keeps_the_colour_and_toggle_brings_it_back),
        RIG_TEST(test_brightness_keeps_the_hue),
        RIG_TEST(test_a_channel_above_255_says_that_all_are_of_1000),
        RIG_TEST(test_what_was_there_comes_back_after_a_reboot),
        RIG_TEST(test_random_colours_stay_within_what_is_asked),
        RIG_TEST(test_a_lamp_whose_pins_fail_is_dark),
    };

    return RUN(tests);
}
