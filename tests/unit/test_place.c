// Where and when a node is: time zone and position, from its settings.
#include "node/place.h"
#include "test.h"

#define SUMMER_S INT64_C(1783771200) // 2026-07-11 12:00:00 UTC
#define WINTER_S INT64_C(1795348800) // 2026-11-22 12:00:00 UTC

static int named_zone(void *ctx, struct text name, struct zone *zone)
{
    static struct zone_rule rule;
    size_t at;

    (void)ctx;
    if (!text_is(name, "Europe/Budapest"))
        return ERR_NAME;
    (void)zone_rule_parse(text_of("CET-1CEST,M3.5.0,M10.5.0/3"), &rule, &at);
    *zone = zone_of_rule(&rule);
    return OK;
}

static void expect_clock(struct rig *r, int64_t utc_s, unsigned hour, unsigned minute)
{
    struct civil_time t = place_time(&r->node, utc_s);

    if (t.hour != hour || t.minute != minute)
        fail_msg("%u:%02u, not %u:%02u", t.hour, t.minute, hour, minute);
}

static void test_the_offset_comes_from_the_most_exact_setting(void **state)
{
    struct rig *r = *state;

    expect_clock(r, WINTER_S, 13, 0); // gmttime is 1
    rig_set(r, "gmttime", "5:45");
    expect_clock(r, WINTER_S, 17, 45);
    rig_set(r, "gmttime", "-3:30");
    expect_clock(r, WINTER_S, 8, 30);
    rig_set(r, "gmttime", "-0:30");
    expect_clock(r, WINTER_S, 11, 30);
    rig_set(r, "utc", "330");
    expect_clock(r, WINTER_S, 17, 30);
    rig_set(r, "utc", "-720");
    expect_clock(r, WINTER_S, 0, 0);
    rig_set(r, "timezone", "CET-1CEST,M3.5.0,M10.5.0/3");
    expect_clock(r, WINTER_S, 13, 0);
    expect_clock(r, SUMMER_S, 14, 0);
    rig_set(r, "timezone", "n/a");
    rig_set(r, "utc", "n/a");
    rig_set(r, "gmttime", "0");
    expect_clock(r, WINTER_S, 12, 0);
}

// Budapest, 2026-07-11: the almanac has 4:58 and 20:40.
static void test_the_sun_of_the_day(void **state)
{
    struct rig *r = *state;
    struct civil_time rise, set;

    assert_int_equal(place_sun(&r->node, SUMMER_S, &rise, &set), ERR_NAME);
    rig_set(r, "timezone", "CET-1CEST,M3.5.0,M10.5.0/3");
    rig_set(r, "lat", "47.4979");
    assert_int_equal(place_sun(&r->node, SUMMER_S, &rise, &set), ERR_NAME);
    rig_set(r, "lon", "19.0402");
    for (int64_t t = SUMMER_S - 12 * 3600; t < SUMMER_S + 10 * 3600; t += 3600) {
        assert_int_equal(place_sun(&r->node, t, &rise, &set), OK);
        assert_int_equal(rise.day, 11);
        assert_in_range(rise.hour * 60 + rise.minute, 4 * 60 + 56, 4 * 60 + 60);
        assert_in_range(set.hour * 60 + set.minute, 20 * 60 + 38, 20 * 60 + 42);
    }
    rig_set(r, "lat", "80");
    assert_int_equal(place_sun(&r->node, SUMMER_S, &rise, &set), OK);
    assert_int_equal(rise.year, 0); // it stays up
    assert_int_equal(set.year, 0);
}

static void test_a_name_is_the_port_s_to_know(void **state)
{
    struct rig *r = *state;
    char text[200];
    struct out o;

    out_init(&o, text, sizeof text);
    assert_int_equal(place_check_zone(&r->node, text_of("Europe/Budapest"), &o), ERR_RANGE);
    assert_null(strstr(text, "no time zone"));
    r->port.zone = named_zone;
    assert_int_equal(place_check_zone(&r->node, text_of("Europe/Budapest"), &o), OK);
    rig_set(r, "timezone", "Europe/Budapest");
    expect_clock(r, SUMMER_S, 14, 0);
    out_init(&o, text, sizeof text);
    assert_int_equal(place_check_zone(&r->node, text_of("Europe/Nowhere"), &o), ERR_RANGE);
    assert_int_equal(strncmp(text, "it is no time zone that is known here, ", 39), 0);
    r->port.zone = NULL; // a name that was set elsewhere: the offset counts
    expect_clock(r, SUMMER_S, 13, 0);
}

static void test_a_position_needs_both_degrees(void **state)
{
    struct rig *r = *state;
    struct zone_rule rule;
    struct cron_place place;

    place_of(&r->node, &rule, &place);
    assert_false(place.has_position);
    rig_set(r, "lat", "47.4979");
    place_of(&r->node, &rule, &place);
    assert_false(place.has_position);
    rig_set(r, "lon", "-19.04");
    place_of(&r->node, &rule, &place);
    assert_true(place.has_position);
    assert_int_equal(place.lat_e4, 474979);
    assert_int_equal(place.lon_e4, -190400);
}

static void test_degrees_are_checked(void **state)
{
    static const char *const good[] = { "0",    "90", "-90",     "90.0000", "47.4979",
                                        "+1.5", ".5", "-0.0001", "1e1" };
    static const char *const bad[] = { "",     "90.0001", "-90.1", "91",   "x",           "1,5",
                                       "1.5N", "--1",     "1e9",   "0x10", "99999999999", "1 2" };
    char text[80];
    struct out o;

    (void)state;
    out_init(&o, text, sizeof text);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (place_check_degrees(text_of(good[i]), 90, &o))
            fail_msg("%s is not taken", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        out_init(&o, text, sizeof text);
        if (place_check_degrees(text_of(bad[i]), 90, &o) != ERR_RANGE)
            fail_msg("%s is taken", bad[i]);
        assert_string_equal(text, "it takes degrees from -90 to 90 as 47.4979, or n/a");
    }
    assert_int_equal(place_check_degrees(text_of("-180"), 180, &o), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_the_offset_comes_from_the_most_exact_setting),
        RIG_TEST(test_the_sun_of_the_day),
        RIG_TEST(test_a_name_is_the_port_s_to_know),
        RIG_TEST(test_a_position_needs_both_degrees),
        TEST(test_degrees_are_checked),
    };

    return RUN(tests);
}
