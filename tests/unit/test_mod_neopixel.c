// neopixel: what the simulated chain shows.
#include "sim/faulty.h"
#include "wired.h"

// One pixel as 0xrrggbb.
static unsigned seen(unsigned i)
{
    const uint8_t *grb = wired_parts.pixels.grb[i];

    return (unsigned)grb[1] << 16 | (unsigned)grb[0] << 8 | grb[2];
}

static void expect_all(unsigned rgb, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        assert_int_equal(seen(i), rgb);
}

static void test_colours(void **state)
{
    struct rig *r = *state;

    expect_now(r, "neopixel neopixel 1 2 3", "NEOPIXEL SET TO R1G2B3\n");
    assert_int_equal(wired_parts.pixels.given, 24);
    expect_all(0x010203, 24);
    expect_now(r, "neopixel neopixel g=255 >json", "\"NEOPIXEL SET TO R1G255B3\"\n");
    expect_all(0x01ff03, 24);
    expect_now(r, "neopixel neopixel -5 5000 3", "NEOPIXEL SET TO R0G255B3\n");
    expect_now(r, "neopixel neopixel 0 0 0", "NEOPIXEL SET TO R0G0B0\n");
    expect_all(0, 24);
    expect_now(r, "neopixel toggle", "ON\n"); // with the colour before the dark
    expect_all(0x00ff03, 24);
    expect_now(r, "neopixel toggle", "OFF\n");
    expect_all(0, 24);
    expect_now(r, "neopixel toggle False", "OFF\n");
    expect_now(r, "neopixel neopixel_toggle", "ON\n");
    expect_now(r, "neopixel toggle state=True", "ON\n");
    assert_string_equal(ram_get(&r->ram, "neopixel.pds"), "0,255,3,1,24,100");
}

static void test_segments(void **state)
{
    struct rig *r = *state;

    expect_now(r, "neopixel segment 3 1 2 3", "NEOPIXEL 3 SEGMENT WAS SET R1G2B3\n");
    assert_int_equal(seen(3), 0x010203);
    assert_int_equal(seen(2), 0);
    assert_int_equal(seen(4), 0);
    expect_now(r, "neopixel segment", "NEOPIXEL 0 SEGMENT WAS SET R100G100B100\n");
    assert_int_equal(seen(0), 0x646464);
    expect_now(r, "neopixel segment 23 r=9", "NEOPIXEL 23 SEGMENT WAS SET R9G100B100\n");
    assert_int_equal(seen(23), 0x096464);
    expect_now(r, "neopixel segment 24 1 2 3", "NEOPIXEL s=24 SEGMENT OVERLOAD\n");
    expect_now(r, "neopixel segment -1 1 2 3 >json",
               "{\"error\": \"NEOPIXEL s=-1 SEGMENT OVERLOAD\"}\n");
    expect_now(r, "neopixel segment 100000", "NEOPIXEL s=100000 SEGMENT OVERLOAD\n");
    assert_null(ram_get(&r->ram, "neopixel.pds")); // segments are not kept
    expect_now(r, "neopixel neopixel 5 5 5", "NEOPIXEL SET TO R5G5B5\n");
    expect_all(0x050505, 24);
}

static void test_the_number_of_pixels(void **state)
{
    struct rig *r = *state;

    wired_set(r, "pixels.count", "256");
    expect_now(r, "neopixel neopixel 1 2 3 256", "NEOPIXEL WAS SET R1G2B3\n");
    expect_all(0x010203, 256);
    expect_now(r, "neopixel segment 255 7 7 7", "NEOPIXEL 255 SEGMENT WAS SET R7G7B7\n");
    expect_now(r, "neopixel neopixel 4 5 6 n=8", "NEOPIXEL WAS SET R4G5B6\n");
    expect_all(0x040506, 8);
    for (unsigned i = 8; i < 256; i++)
        assert_int_equal(seen(i), 0);
    expect_now(r, "neopixel segment 8", "NEOPIXEL s=8 SEGMENT OVERLOAD\n");
    expect_now(r, "neopixel neopixel 1 1 1 257",
               "execute_LM_function LM_neopixel->neopixel: n: 257 is out of range, it takes 1 to "
               "256\n");
    assert_string_equal(ram_get(&r->ram, "neopixel.pds"), "4,5,6,1,8,100");
}

static void test_it_comes_back_after_a_reboot(void **state)
{
    struct rig *r = *state;

    ram_put(&r->ram, "neopixel.pds", "10,20,30,1"); // as the original keeps it
    expect_now(r, "neopixel neopixel_cache_load_n_init", "CACHE: True\n");
    expect_all(0x0a141e, 24);
    expect_now(r, "neopixel toggle", "OFF\n");
    expect_now(r, "neopixel neopixel_cache_load_n_init", "CACHE: True\n"); // once is enough
    expect_all(0, 24);
    expect_now(r, "neopixel neopixel_cache_load_n_init False", "CACHE: False\n");
    expect_now(r, "neopixel neopixel 1 1 1", "NEOPIXEL SET TO R1G1B1\n");
    assert_string_equal(ram_get(&r->ram, "neopixel.pds"), "10,20,30,0,24,100");
    expect_now(r, "system module 'neopixel'", "Module unload neopixel done.\n");
    expect_all(0, 24);
    expect_now(r, "neopixel neopixel_cache_load_n_init", "CACHE: True\n"); // it was off
    expect_all(0, 24);
}

static void test_brightness(void **state)
{
    struct rig *r = *state;

    expect_now(r, "neopixel neopixel 200 100 3", "NEOPIXEL SET TO R200G100B3\n");
    expect_now(r, "neopixel segment 1 255 255 255", "NEOPIXEL 1 SEGMENT WAS SET R255G255B255\n");
    expect_now(r, "neopixel brightness 50",
               "r: 200\ng: 100\nb: 3\nstate: 1\nn: 24\nbrightness: 50\n");
    assert_int_equal(seen(0), 100 << 16 | 50 << 8 | 2);
    assert_int_equal(seen(1), 0x808080);
    expect_now(r, "neopixel brightness 100 >json",
               "{\"r\": 200, \"g\": 100, \"b\": 3, \"state\": 1, \"n\": 24, \"brightness\": "
               "100}\n");
    assert_int_equal(seen(0), 200 << 16 | 100 << 8 | 3); // nothing is lost
    assert_int_equal(seen(1), 0xffffff);
}

static void test_a_fade_holds_nobody_up(void **state)
{
    struct rig *r = *state;

    expect_now(r, "neopixel fade 200 100 0 1000",
               "r: 200\ng: 100\nb: 0\nstate: 1\nn: 24\nbrightness: 100\n");
    expect_all(0, 24);
    wired_wait_ms(r, 520);
    assert_in_range(seen(0) >> 16, 96, 106);
    assert_in_range(seen(0) >> 8 & 0xff, 48, 53);
    wired_wait_ms(r, 600);
    expect_all(200 << 16 | 100 << 8, 24);
    expect_now(r, "neopixel fade 0 0 0 100",
               "r: 200\ng: 100\nb: 0\nstate: 0\nn: 24\nbrightness: 100\n");
    wired_wait_ms(r, 40);
    assert_in_range(seen(0) >> 16, 110, 130);
    expect_now(r, "neopixel toggle True", "ON\n"); // ends the fade
    wired_wait_ms(r, 500);
    expect_all(200 << 16 | 100 << 8, 24);
    expect_now(r, "neopixel fade 1 2 3 0", "r: 1\ng: 2\nb: 3\nstate: 1\nn: 24\nbrightness: 100\n");
    expect_all(0x010203, 24);
}

static void test_patterns(void **state)
{
    static const char status[] = "r: 255\ng: 0\nb: 0\nstate: 1\nn: 24\nbrightness: 100\n";
    struct rig *r = *state;

    expect_now(r, "neopixel neopixel 255 0 0", "NEOPIXEL SET TO R255G0B0\n");
    expect_now(r, "neopixel pattern rainbow 1200", status);
    assert_int_equal(seen(0), 0xff0000);
    assert_int_equal(seen(8), 0x00ff00);
    assert_int_equal(seen(16), 0x0000ff);
    wired_wait_ms(r, 401); // a third of the way around
    assert_int_equal(seen(0), 0x00ff00);
    assert_int_equal(seen(16), 0xff0000);
    expect_now(r, "neopixel pattern chase 2400", status);
    wired_wait_ms(r, 1001);
    assert_int_equal(seen(10), 0xff0000);
    assert_int_equal(seen(9), 0x7f0000);
    assert_int_equal(seen(6), 0x0f0000);
    assert_int_equal(seen(5), 0);
    assert_int_equal(seen(11), 0);
    expect_now(r, "neopixel pattern 'breath' ms=2000", status);
    assert_int_equal(seen(0), 0);
    wired_wait_ms(r, 1001);
    expect_all(0xff0000, 24);
    wired_wait_ms(r, 520);
    assert_in_range(seen(0) >> 16, 50, 75);
    expect_now(r, "neopixel toggle", "OFF\n");
    wired_wait_ms(r, 1000);
    expect_all(0, 24);
    expect_now(r, "neopixel pattern sparkle",
               "execute_LM_function LM_neopixel->pattern: name: 'sparkle' is not accepted; "
               "rainbow, chase or breath\n");
}

static void test_a_chain_that_fails_is_dark_and_says_so(void **state)
{
    struct rig *r = *state;
    struct faulty f;

    rig_set(r, "pled", "false");
    expect_now(r, "neopixel neopixel 1 2 3", "NEOPIXEL SET TO R1G2B3\n");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    f.fail_at = 1;
    expect_now(r, "neopixel neopixel 7 8 9",
               "execute_LM_function LM_neopixel->neopixel: device did not answer\n");
    expect_all(0, 24);
    f.calls = 0;
    expect_now(r, "neopixel segment 1 7 8 9",
               "execute_LM_function LM_neopixel->segment: device did not answer\n");
    f.calls = 0;
    expect_now(r, "neopixel brightness 10",
               "execute_LM_function LM_neopixel->brightness: device did not answer\n");
    f.calls = 0;
    expect_now(r, "neopixel fade 7 8 9",
               "execute_LM_function LM_neopixel->fade: device did not answer\n");
    f.calls = 0;
    expect_now(r, "neopixel pattern chase",
               "execute_LM_function LM_neopixel->pattern: device did not answer\n");
    f.calls = 0;
    expect_now(r, "neopixel neopixel 7 8 9 3",
               "execute_LM_function LM_neopixel->neopixel: device did not answer\n");
    expect_all(0, 24);
    f.fail_at = 0;
    expect_now(r, "neopixel status", "r: 1\ng: 2\nb: 3\nstate: 0\nn: 24\nbrightness: 100\n");
    expect_now(r, "neopixel toggle", "ON\n");
    expect_all(0x010203, 24);
    r->node.pins.hw = &r->sim.hw;
}

static void test_pinmap(void **state)
{
    struct rig *r = *state;

    expect_now(r, "neopixel pinmap", "pwm_3: 0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRED_TEST(test_colours),
        WIRED_TEST(test_segments),
        WIRED_TEST(test_the_number_of_pixels),
        WIRED_TEST(test_it_comes_back_after_a_reboot),
        WIRED_TEST(test_brightness),
        WIRED_TEST(test_a_fade_holds_nobody_up),
        WIRED_TEST(test_patterns),
        WIRED_TEST(test_a_chain_that_fails_is_dark_and_says_so),
        WIRED_TEST(test_pinmap),
    };

    return RUN(tests);
}
