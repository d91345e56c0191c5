// Time zone rules: how they are read, and what clocks show around their changes.
#include "base/err.h"
#include "run/zone.h"
#include "test.h"

#define HOUR 3600

// Counted day by day, so that it shares nothing with the code under test.
static int64_t moment(int year, int month, int day, int hour, int minute, int second)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t days = day - 1;

    for (int y = 1970; y < year; y++)
        days += y % 4 == 0 && (y % 100 || y % 400 == 0) ? 366 : 365;
    for (int m = 1; m < month; m++)
        days += lengths[m - 1] + (m == 2 && year % 4 == 0 && (year % 100 || year % 400 == 0));
    return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

static struct zone_rule rule_of(const char *text)
{
    struct zone_rule r = { 0 };
    size_t at = 0;
    int err = zone_rule_parse(text_of(text), &r, &at);

    if (err)
        fail_msg("%s: %d at %zu", text, err, at);
    return r;
}

static struct zone_span span_at(const struct zone_rule *r, int64_t utc_s)
{
    struct zone z = zone_of_rule(r);
    struct zone_span span;

    z.span(z.ctx, utc_s, &span);
    assert_true(span.from_s <= utc_s && utc_s < span.until_s);
    return span;
}

static void expect_offset(const char *text, int64_t utc_s, int32_t offset_s)
{
    struct zone_rule r = rule_of(text);
    struct zone_span span = span_at(&r, utc_s);

    if (span.offset_s != offset_s)
        fail_msg("%s at %lld: %d, not %d", text, (long long)utc_s, (int)span.offset_s,
                 (int)offset_s);
}

// A change at utc_s from one offset to another, and nothing else a second before and after.
static void expect_change(const char *text, int64_t utc_s, int32_t before_s, int32_t after_s)
{
    struct zone_rule r = rule_of(text);

    expect_offset(text, utc_s - 1, before_s);
    expect_offset(text, utc_s, after_s);
    assert_int_equal(span_at(&r, utc_s - 1).until_s, utc_s);
    assert_int_equal(span_at(&r, utc_s).from_s, utc_s);
}

static void test_a_rule_without_daylight_saving_is_one_span(void **state)
{
    static const struct {
        const char *text;
        int32_t offset_s;
    } rows[] = {
        { "UTC0", 0 },
        { "CET-1", HOUR },
        { "<+0330>-3:30", 3 * HOUR + 1800 },
        { "<-03>3", -3 * HOUR },
        { "<+0545>-05:45", 5 * HOUR + 2700 },
        { "LMT-0:36:32", 2192 },
        { "XYZ+24:59:59", -(24 * HOUR + 3599) },
        { "abcdefghijklmnopqrstuvwxyz12", -12 * HOUR },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct zone_rule r = rule_of(rows[i].text);
        struct zone_span span = span_at(&r, 1800000000);
        assert_int_equal(span.offset_s, rows[i].offset_s);
        assert_true(span.from_s == INT64_MIN && span.until_s == INT64_MAX && !span.is_dst);
        struct zone z = zone_of_rule(&r);
        assert_int_equal(zone_offset_s(&z, -5), rows[i].offset_s);
    }
}

static void test_a_mistake_is_found_where_it_is(void **state)
{
    static const struct {
        const char *text;
        int err;
        size_t at;
    } rows[] = {
        { "", ERR_SYNTAX, 0 },
        { "CE-1", ERR_SYNTAX, 0 },
        { ":Europe/Budapest", ERR_SYNTAX, 0 },
        { "Europe/Budapest", ERR_SYNTAX, 6 },
        { "<+01-1", ERR_SYNTAX, 0 },
        { "<+1>-1", ERR_SYNTAX, 0 },
        { "<+0*>-1", ERR_SYNTAX, 0 },
        { "CET", ERR_SYNTAX, 3 },
        { "CET-", ERR_SYNTAX, 4 },
        { "CET-25", ERR_RANGE, 4 },
        { "CET-99999999999", ERR_RANGE, 4 },
        { "CET-1:60", ERR_RANGE, 6 },
        { "CET-1:", ERR_SYNTAX, 6 },
        { "CET-1:00:00:00", ERR_SYNTAX, 11 },
        { "CET-1 ", ERR_SYNTAX, 5 },
        { "CET-1,M3.5.0,M10.5.0", ERR_SYNTAX, 5 },
        { "CET-1CEST", ERR_SYNTAX, 9 },
        { "CET-1CEST-2", ERR_SYNTAX, 11 },
        { "CET-1CEST,", ERR_SYNTAX, 10 },
        { "CET-1CEST,M3.5.0", ERR_SYNTAX, 16 },
        { "CET-1CEST,M13.5.0,M10.5.0", ERR_RANGE, 11 },
        { "CET-1CEST,M0.5.0,M10.5.0", ERR_RANGE, 11 },
        { "CET-1CEST,M3,M10.5.0", ERR_SYNTAX, 12 },
        { "CET-1CEST,M3.6.0,M10.5.0", ERR_RANGE, 13 },
        { "CET-1CEST,M3.5.7,M10.5.0", ERR_RANGE, 15 },
        { "CET-1CEST,J0,J300", ERR_RANGE, 11 },
        { "CET-1CEST,J366,J300", ERR_RANGE, 11 },
        { "CET-1CEST,366,300", ERR_RANGE, 10 },
        { "CET-1CEST,M3.5.0/168,M10.5.0", ERR_RANGE, 17 },
        { "CET-1CEST,M3.5.0/,M10.5.0", ERR_SYNTAX, 17 },
        { "CET-1CEST,M3.5.0,M10.5.0/3x", ERR_SYNTAX, 26 },
        { "CET-1CEST,M3.5.0,M10.5.0,", ERR_SYNTAX, 24 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct zone_rule r = zone_rule_fixed(7);
        size_t at = 99;
        int err = zone_rule_parse(text_of(rows[i].text), &r, &at);
        if (err != rows[i].err || at != rows[i].at)
            fail_msg("\"%s\": %d at %zu", rows[i].text, err, at);
        assert_int_equal(r.std_s, 7); // left alone
    }
}

static void test_reading_stops_where_the_text_ends(void **state)
{
    static const char whole[] = "<+1030>-10:30<+11>-11,M10.1.0/2:00:00,M4.1.0/-167:59:59";

    (void)state;
    for (size_t len = 0; len <= sizeof whole - 1; len++) {
        char *copy = malloc(len + !len); // a sanitizer watches its end
        struct zone_rule r;
        size_t at = 0;
        memcpy(copy, whole, len);
        int err = zone_rule_parse(text_make(copy, len), &r, &at);
        assert_true(err ? at <= len : len >= sizeof "<+1030>-1" - 1);
        free(copy);
    }
}

static void test_a_zero_byte_is_not_the_end(void **state)
{
    struct zone_rule r;
    size_t at = 0;

    (void)state;
    assert_int_equal(zone_rule_parse(text_make("UTC0\0", 5), &r, &at), ERR_SYNTAX);
    assert_int_equal(at, 4);
}

static void expect_explained(const char *text, const char *said)
{
    char buf[160];
    struct out o;

    out_init(&o, buf, sizeof buf);
    zone_rule_explain(&o, text_of(text));
    assert_string_equal(buf, said);
}

static void test_a_mistake_is_explained(void **state)
{
    (void)state;
    expect_explained("CET-1CEST,M3.5.0,M10.5.0/3", "");
    expect_explained("CET-1CEST", "expected a date such as ,M3.5.0 after \"CET-1CEST\"; a rule is "
                                  "CET-1CEST,M3.5.0,M10.5.0/3");
    expect_explained("CET-30", "expected another number after \"CET-\"; a rule is "
                               "CET-1CEST,M3.5.0,M10.5.0/3");
    expect_explained("?", "expected a name such as CET or <+03> after \"\"; a rule is "
                          "CET-1CEST,M3.5.0,M10.5.0/3");
}

static void test_rules_change_when_they_say(void **state)
{
    static const char budapest[] = "CET-1CEST,M3.5.0,M10.5.0/3";
    static const char sydney[] = "AEST-10AEDT,M10.1.0,M4.1.0/3";

    (void)state;
    assert_true(sizeof(struct zone_rule) <= 40);
    expect_change(budapest, moment(2027, 3, 28, 1, 0, 0), HOUR, 2 * HOUR);
    expect_change(budapest, moment(2027, 10, 31, 1, 0, 0), 2 * HOUR, HOUR);
    expect_change("EST5EDT,M3.2.0,M11.1.0", moment(2026, 3, 8, 7, 0, 0), -5 * HOUR, -4 * HOUR);
    expect_change("EST5EDT,M3.2.0,M11.1.0", moment(2026, 11, 1, 6, 0, 0), -4 * HOUR, -5 * HOUR);
    expect_change(sydney, moment(2026, 4, 4, 16, 0, 0), 11 * HOUR, 10 * HOUR);
    expect_change(sydney, moment(2026, 10, 3, 16, 0, 0), 10 * HOUR, 11 * HOUR);
    expect_offset(sydney, moment(2026, 12, 31, 23, 59, 59), 11 * HOUR);
    expect_offset(sydney, moment(2027, 1, 1, 0, 0, 0), 11 * HOUR);
}

static void test_daylight_saving_may_be_negative_or_half_an_hour(void **state)
{
    static const char dublin[] = "IST-1GMT0,M10.5.0,M3.5.0/1";
    static const char lord_howe[] = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
    static const char chatham[] = "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45";
    static const char nuuk[] = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0";
    struct zone_rule r = rule_of(dublin);

    (void)state;
    expect_change(dublin, moment(2027, 3, 28, 1, 0, 0), 0, HOUR);
    expect_change(dublin, moment(2027, 10, 31, 1, 0, 0), HOUR, 0);
    assert_true(
        span_at(&r, moment(2027, 1, 1, 0, 0, 0)).is_dst); // it is summer time that is standard
    assert_false(span_at(&r, moment(2027, 7, 1, 0, 0, 0)).is_dst);
    expect_change(lord_howe, moment(2027, 4, 3, 15, 0, 0), 11 * HOUR, 10 * HOUR + 1800);
    expect_change(lord_howe, moment(2027, 10, 2, 15, 30, 0), 10 * HOUR + 1800, 11 * HOUR);
    expect_change(chatham, moment(2027, 4, 3, 14, 0, 0), 13 * HOUR + 2700, 12 * HOUR + 2700);
    expect_change(chatham, moment(2027, 9, 25, 14, 0, 0), 12 * HOUR + 2700, 13 * HOUR + 2700);
    expect_change(nuuk, moment(2027, 3, 28, 1, 0, 0), -2 * HOUR, -1 * HOUR);
    expect_change(nuuk, moment(2027, 10, 31, 1, 0, 0), -1 * HOUR, -2 * HOUR);
}

static void test_days_of_the_year_count_leap_days_or_not(void **state)
{
    static const char julian[] = "AAA0BBB,J60/0,J300/0"; // always the first of March
    static const char counted[] = "AAA0BBB,59/0,299/0";  // 29 February in a leap year

    (void)state;
    expect_change(julian, moment(2027, 3, 1, 0, 0, 0), 0, HOUR);
    expect_change(julian, moment(2028, 3, 1, 0, 0, 0), 0, HOUR);
    expect_change(julian, moment(2028, 10, 26, 23, 0, 0), HOUR, 0); // 27 October, by its own clock
    expect_change(counted, moment(2027, 3, 1, 0, 0, 0), 0, HOUR);
    expect_change(counted, moment(2028, 2, 29, 0, 0, 0), 0, HOUR);
    expect_change(counted, moment(2100, 3, 1, 0, 0, 0), 0, HOUR); // no leap year
    expect_change("AAA0BBB,J59/0,J300", moment(2028, 2, 28, 0, 0, 0), 0, HOUR);
    expect_change("AAA0BBB,M2.5.2/0,M9.1.0", moment(2028, 2, 29, 0, 0, 0), 0, HOUR); // a Tuesday
    expect_change("AAA0BBB,M2.5.2/0,M9.1.0", moment(2027, 2, 23, 0, 0, 0), 0, HOUR);
}

static void test_weeks_are_counted_in_every_month(void **state)
{
    enum { DAY = 24 * HOUR, THURSDAY = 4 }; // 1970-01-01 was one
    char rule[64];

    (void)state;
    for (int year = 2027; year <= 2028; year++)
        for (int month = 1; month <= 12; month++) {
            int64_t first = moment(year, month, 1, 0, 0, 0);
            int64_t weekday = (first / DAY + THURSDAY) % 7;
            int64_t sunday = first + (7 - weekday) % 7 * DAY;
            for (int week = 1; week <= 4; week++) {
                snprintf(rule, sizeof rule, "AAA0BBB,M%d.%d.0/0,M%d.1.3/0", month, week,
                         (month + 5) % 12 + 1);
                expect_change(rule, sunday + (week - 1) * 7 * DAY, 0, HOUR);
            }
        }
}

static void test_a_change_may_be_carried_over_the_end_of_a_year(void **state)
{
    (void)state;
    expect_change("AAA0BBB,J365/167,M6.1.0", moment(2028, 1, 6, 23, 0, 0), 0, HOUR);
    expect_change("AAA0BBB,M6.1.0,J1/-167", moment(2026, 12, 25, 0, 0, 0), HOUR, 0);
    expect_change("AAA-12BBB,J1/0,J180", moment(2026, 12, 31, 12, 0, 0), 12 * HOUR, 13 * HOUR);
    expect_change("AAA12BBB,J365/23,J180", moment(2027, 1, 1, 11, 0, 0), -12 * HOUR, -11 * HOUR);
}

static void test_daylight_saving_all_year_has_no_standard_second(void **state)
{
    struct zone_rule r = rule_of("EST5EDT,0/0,J365/25");

    (void)state;
    for (int year = 2026; year < 2034; year++)
        for (int s = -7200; s < 8 * HOUR; s += 1)
            assert_int_equal(span_at(&r, moment(year, 1, 1, 0, 0, 0) + s).offset_s, -4 * HOUR);
}

static void test_spans_join_over_all_years_of_a_rule(void **state)
{
    struct zone_rule r = rule_of("CET-1CEST,M3.5.0,M10.5.0/3");
    const int64_t first = -62135596800, last = 253402300799; // the years 1 to 9999
    struct zone_span span = span_at(&r, first);
    int changes = 0;

    (void)state;
    for (; span.until_s <= last; changes++) {
        int64_t at = span.until_s;
        span = span_at(&r, at);
        assert_int_equal(span.from_s, at);
        assert_int_equal(span.offset_s, span.is_dst ? 2 * HOUR : HOUR);
    }
    assert_int_equal(changes, 2 * 9999);
    assert_int_equal(span_at(&r, first - 1).offset_s, HOUR);
    assert_int_equal(span_at(&r, INT64_MIN).offset_s, HOUR);
    assert_int_equal(span_at(&r, INT64_MAX - 1).offset_s, HOUR);
}

static void expect_first(const char *text, int64_t local_s, int64_t utc_s, bool in_gap,
                         bool is_repeated)
{
    struct zone_rule r = rule_of(text);
    struct zone z = zone_of_rule(&r);
    struct zone_hit hit;
    int64_t first = zone_first_utc(&z, local_s, &hit);

    if (first != utc_s || hit.in_gap != in_gap || hit.is_repeated != is_repeated)
        fail_msg("%s, local %lld: %lld%s%s", text, (long long)local_s, (long long)first,
                 hit.in_gap ? ", in a gap" : "", hit.is_repeated ? ", repeated" : "");
}

static void test_a_swallowed_time_is_the_end_of_its_gap(void **state)
{
    static const char budapest[] = "CET-1CEST,M3.5.0,M10.5.0/3";
    int64_t change = moment(2027, 3, 28, 1, 0, 0);

    (void)state;
    expect_first(budapest, moment(2027, 3, 28, 1, 59, 59), change - 1, false, false);
    expect_first(budapest, moment(2027, 3, 28, 2, 0, 0), change, true, false);
    expect_first(budapest, moment(2027, 3, 28, 2, 59, 59), change, true, false);
    expect_first(budapest, moment(2027, 3, 28, 3, 0, 0), change, false, false);
    expect_first("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", moment(2027, 10, 3, 2, 15, 0),
                 moment(2027, 10, 2, 15, 30, 0), true, false);
    expect_first("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", moment(2027, 3, 27, 23, 30, 0),
                 moment(2027, 3, 28, 1, 0, 0), true, false);
}

static void test_a_repeated_time_is_its_first_pass(void **state)
{
    static const char budapest[] = "CET-1CEST,M3.5.0,M10.5.0/3";
    int64_t change = moment(2027, 10, 31, 1, 0, 0);

    (void)state;
    expect_first(budapest, moment(2027, 10, 31, 1, 59, 59), change - HOUR - 1, false, false);
    expect_first(budapest, moment(2027, 10, 31, 2, 0, 0), change - HOUR, false, true);
    expect_first(budapest, moment(2027, 10, 31, 2, 59, 59), change - 1, false, true);
    expect_first(budapest, moment(2027, 10, 31, 3, 0, 0), change + HOUR, false, false);
    expect_first("IST-1GMT0,M10.5.0,M3.5.0/1", moment(2027, 10, 31, 1, 30, 0), change - 1800, false,
                 true);
    expect_first("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", moment(2027, 4, 4, 1, 45, 0),
                 moment(2027, 4, 3, 14, 45, 0), false, true);
    expect_first("UTC0", 12345, 12345, false, false);
    expect_first("AAA-24:59:59BBB,M3.5.0,M10.5.0/3", moment(2027, 7, 1, 0, 0, 0),
                 moment(2027, 7, 1, 0, 0, 0) - 26 * HOUR + 1, false, false);
}

// Samoa left out a day at the end of 2011; a zone need not come from a rule.
static void samoan_span(const void *ctx, int64_t utc_s, struct zone_span *span)
{
    int64_t change = moment(2011, 12, 30, 10, 0, 0);

    (void)ctx;
    *span = utc_s < change ? (struct zone_span){ INT64_MIN, change, -10 * HOUR, true }
                           : (struct zone_span){ change, INT64_MAX, 14 * HOUR, true };
}

static void test_a_whole_day_may_be_swallowed(void **state)
{
    struct zone samoa = { samoan_span, NULL };
    struct zone_hit hit;
    int64_t change = moment(2011, 12, 30, 10, 0, 0);

    (void)state;
    assert_int_equal(zone_first_utc(&samoa, moment(2011, 12, 30, 12, 0, 0), &hit), change);
    assert_true(hit.in_gap && !hit.is_repeated);
    assert_int_equal(zone_first_utc(&samoa, moment(2011, 12, 29, 23, 59, 59), &hit), change - 1);
    assert_false(hit.in_gap);
    assert_int_equal(zone_first_utc(&samoa, moment(2011, 12, 31, 0, 0, 0), &hit), change);
    assert_false(hit.in_gap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_rule_without_daylight_saving_is_one_span),
        TEST(test_a_mistake_is_found_where_it_is),
        TEST(test_reading_stops_where_the_text_ends),
        TEST(test_a_zero_byte_is_not_the_end),
        TEST(test_a_mistake_is_explained),
        TEST(test_rules_change_when_they_say),
        TEST(test_daylight_saving_may_be_negative_or_half_an_hour),
        TEST(test_days_of_the_year_count_leap_days_or_not),
        TEST(test_weeks_are_counted_in_every_month),
        TEST(test_a_change_may_be_carried_over_the_end_of_a_year),
        TEST(test_daylight_saving_all_year_has_no_standard_second),
        TEST(test_spans_join_over_all_years_of_a_rule),
        TEST(test_a_swallowed_time_is_the_end_of_its_gap),
        TEST(test_a_repeated_time_is_its_first_pass),
        TEST(test_a_whole_day_may_be_swallowed),
    };

    return RUN(tests);
}
