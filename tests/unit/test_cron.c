// Rules of the calendar: what is accepted, and the instants that follow. tests/calendar proves them
// against the system's own clock.
#include "base/err.h"
#include "run/civil.h"
#include "run/cron.h"
#include "test.h"

enum { DAY_S = 86400 };
#define MONDAY_S INT64_C(1795392000) // 2026-11-23 00:00:00 UTC

static struct zone_rule rule;
static struct cron_place place;

static void set_zone(const char *tz)
{
    size_t at;

    assert_int_equal(zone_rule_parse(text_of(tz), &rule, &at), OK);
    place = (struct cron_place){ .zone = zone_of_rule(&rule) };
}

static int64_t next(const char *when, int64_t after_s)
{
    struct cron_mistake m = { 0 };
    struct cron_rule r;

    if (cron_parse(text_of(when), &r, &m))
        fail_msg("%s: %s", when, m.why);
    return cron_next(&r, &place, after_s);
}

// Expects instants as "day hour:minute:second" of local time, counted from that Monday.
static void expect(const char *when, int64_t after_s, const char *wanted)
{
    char text[80];
    int64_t s = next(when, after_s);
    int64_t local = s + zone_offset_s(&place.zone, s) - MONDAY_S;

    long long day = local / DAY_S - (local % DAY_S < 0);
    int in_day = (int)(local - day * DAY_S);

    snprintf(text, sizeof text, "%lld %02d:%02d:%02d", day, in_day / 3600, in_day / 60 % 60,
             in_day % 60);
    if (strcmp(text, wanted))
        fail_msg("%s after %lld: %s, not %s", when, (long long)(after_s - MONDAY_S), text, wanted);
}

static void test_every_part_takes_what_it_names(void **state)
{
    (void)state;
    set_zone("UTC0");
    expect("*:*:*:*", MONDAY_S, "0 00:00:01");
    expect("*:8:0:0", MONDAY_S, "0 08:00:00");
    expect("*:8:0:0", MONDAY_S + 8 * 3600 - 1, "0 08:00:00");
    expect("*:8:0:0", MONDAY_S + 8 * 3600, "1 08:00:00");
    expect("0:8:0:0", MONDAY_S + 8 * 3600, "7 08:00:00");
    expect("6:23:59:59", MONDAY_S, "6 23:59:59");
    expect("*:*:*:30", MONDAY_S + 30, "0 00:01:30");
    expect(" 2 : 1 : 2 : 3 ", MONDAY_S, "2 01:02:03");
}

static void test_ranges_lists_and_steps(void **state)
{
    (void)state;
    set_zone("UTC0");
    expect("5-1:0:0:0", MONDAY_S, "1 00:00:00"); // Saturday to Tuesday
    expect("5-1:0:0:0", MONDAY_S + DAY_S, "5 00:00:00");
    expect("*:22-6:0:0", MONDAY_S + 6 * 3600, "0 22:00:00");
    expect("0,3:0:0:0", MONDAY_S, "3 00:00:00");
    expect("*:*:*/15:0", MONDAY_S, "0 00:15:00");
    expect("*:*:*/15:0", MONDAY_S + 45 * 60, "0 01:00:00");
    expect("*:*:0:10-40/10", MONDAY_S + 30, "0 00:00:40");
    expect("*:*:0:50/5", MONDAY_S, "0 00:00:50");
    expect("*:*:0:50/5", MONDAY_S + 55, "0 01:00:50");
    expect("0-6/2:0:0:0", MONDAY_S, "2 00:00:00");
    expect("6-6:23-23:59-59:59-59", MONDAY_S, "6 23:59:59");
}

static void expect_mistake(const char *when, size_t at, const char *why)
{
    struct cron_mistake m = { 0 };
    struct cron_rule r;

    assert_int_equal(cron_parse(text_of(when), &r, &m), ERR_SYNTAX);
    if ((size_t)(m.at - when) != at || !strstr(m.why, why))
        fail_msg("%s: at %zu: %s", when, (size_t)(m.at - when), m.why);
}

static void test_what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    expect_mistake("*:25:0:0", 2, "an hour is 0 to 23");
    expect_mistake("7:0:0:0", 0, "a weekday is 0 (Monday) to 6");
    expect_mistake("*:0:60:0", 4, "0 to 59");
    expect_mistake("*:0:0:-1", 6, "0 to 59");
    expect_mistake("*:0-24:0:0", 2, "an hour"); // either end of a range
    expect_mistake("*:24-0:0:0", 2, "an hour");
    expect_mistake("*:1-:0:0", 2, "an hour");
    expect_mistake("0-7:0:0:0", 0, "a weekday");
    expect_mistake("*:0:60-1:0", 4, "0 to 59");
    expect_mistake("*:0:1-60:0", 4, "0 to 59");
    expect_mistake("*:0:0:60/5", 6, "0 to 59");
    expect_mistake("*:0:0", 5, "weekday:hour:minute:second");
    expect_mistake("*:0:0:0:0", 7, "weekday:hour:minute:second");
    expect_mistake("*:0:0:", 6, "0 to 59");
    expect_mistake("*:0:*/0:0", 6, "a step");
    expect_mistake("*:0:1,:0", 6, "0 to 59");
    expect_mistake("*:99999999999:0:0", 2, "an hour");
    expect_mistake("sunrise+", 7, "minutes");
    expect_mistake("sunset5", 6, "minutes");
    expect_mistake("sunset-721", 6, "minutes");
    expect_mistake("9:sunset", 0, "a weekday");
    expect_mistake("", 0, "a weekday");
}

static void test_lists_are_split_and_checked(void **state)
{
    static const char single[] = "*:8:0:0!light on; #*:9:0:0!light off ;*:10:0:0!light set 'a;b';";
    static const char several[] = "*:8:0:0!light on; servo move 3;;*:9:0:0!light off";
    struct cron_entry e;
    struct cron_mistake m;
    size_t at = 0;

    (void)state;
    assert_true(cron_next_entry(text_of(single), &at, &e));
    expect_text(e.rule, "*:8:0:0");
    expect_text(e.commands, "light on");
    assert_true(cron_next_entry(text_of(single), &at, &e));
    expect_text(e.commands, "light set 'a;b'");
    assert_false(cron_next_entry(text_of(single), &at, &e));
    at = 0;
    assert_true(cron_next_entry(text_of(several), &at, &e));
    expect_text(e.commands, "light on; servo move 3");
    assert_true(cron_next_entry(text_of(several), &at, &e));
    expect_text(e.commands, "light off");
    assert_false(cron_next_entry(text_of(several), &at, &e));
    assert_int_equal(cron_check(text_of(single), &m), OK);
    assert_int_equal(cron_check(text_of(several), &m), OK);
    assert_int_equal(cron_check(text_of("*:8:0:0"), &m), ERR_SYNTAX);
    assert_non_null(strstr(m.why, "!"));
    assert_int_equal(cron_check(text_of("*:8:0:0!"), &m), ERR_SYNTAX);
    assert_int_equal(cron_check(text_of("*:8:0:0!a b;x"), &m), ERR_SYNTAX);
}

#define SPRING_S INT64_C(1774746000) // 2026-03-29 01:00:00 UTC: clocks in Budapest go from 2 to 3
#define AUTUMN_S INT64_C(1792890000) // 2026-10-25 01:00:00 UTC: and from 3 to 2

static void test_a_skipped_time_is_due_when_the_gap_is_over(void **state)
{
    (void)state;
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    assert_int_equal(next("*:2:30:0", SPRING_S - 3600), SPRING_S);
    assert_int_equal(next("*:2:0-59:0", SPRING_S - 3600), SPRING_S); // all of them together
    assert_int_equal(next("*:2:0-59:0", SPRING_S), SPRING_S + 23 * 3600);
    assert_int_equal(next("*:3:0:0", SPRING_S - 3600), SPRING_S);
    assert_int_equal(next("*:*:30:0", SPRING_S - 1800), SPRING_S + 1800); // follows elapsed time
}

static void test_a_repeated_time_is_due_once_but_not_in_a_rule_for_every_hour(void **state)
{
    (void)state;
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    assert_int_equal(next("*:2:30:0", AUTUMN_S - 7200), AUTUMN_S - 1800);
    assert_int_equal(next("*:2:30:0", AUTUMN_S - 1800), AUTUMN_S - 1800 + 25 * 3600);
    assert_int_equal(next("*:2:*:*", AUTUMN_S - 1), AUTUMN_S + 24 * 3600);
    assert_int_equal(next("*:*:30:0", AUTUMN_S - 1800), AUTUMN_S + 1800);
    assert_int_equal(next("*:3:0:0", AUTUMN_S), AUTUMN_S + 3600);
}

static void test_the_sun_needs_a_place_and_knows_polar_nights(void **state)
{
    (void)state;
    set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    assert_true(next("sunrise", MONDAY_S) == CRON_NEVER);
    place.has_position = true;
    place.lat_e4 = 474979;
    place.lon_e4 = 190402;
    // Budapest, 2026-11-23: the sun rises at 6:59 and sets at 15:59.
    assert_in_range(next("sunrise", MONDAY_S), MONDAY_S + 5 * 3600 + 57 * 60,
                    MONDAY_S + 6 * 3600 + 60);
    assert_in_range(next("sunset-15", MONDAY_S), MONDAY_S + 14 * 3600 + 42 * 60,
                    MONDAY_S + 14 * 3600 + 46 * 60);
    assert_int_equal((next("6:sunset", MONDAY_S) - MONDAY_S) / DAY_S, 6);
    place.lat_e4 = 782200; // Longyearbyen: the sun is back in the middle of February
    place.lon_e4 = 156500;
    int64_t back = next("sunrise", MONDAY_S);
    assert_in_range(back, MONDAY_S + 80 * DAY_S, MONDAY_S + 90 * DAY_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_part_takes_what_it_names),
        TEST(test_ranges_lists_and_steps),
        TEST(test_what_is_wrong_is_told_with_its_place),
        TEST(test_lists_are_split_and_checked),
        TEST(test_a_skipped_time_is_due_when_the_gap_is_over),
        TEST(test_a_repeated_time_is_due_once_but_not_in_a_rule_for_every_hour),
        TEST(test_the_sun_needs_a_place_and_knows_polar_nights),
    };

    return RUN(tests);
}
