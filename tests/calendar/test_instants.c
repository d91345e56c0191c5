// The calendar in virtual time: in every zone it runs each instant that a rule names once, when it
// is due. With the argument "long" all of it goes on for 20 years.
#include "bench.h"
#include "rules.h"
#include "test.h"
#include <time.h>

static unsigned years = 1;

enum { LONG_YEARS = 20 };

static struct verdict run_days(const struct site *site, const struct known_rule *rules, unsigned n,
                               uint64_t days)
{
    struct bench *b = bench_new(site, rules, n, BEGIN_S, NULL);

    bench_wait(b, days * DAY_S * 1000);
    bench_run_due(b);
    struct verdict v = bench_judge(b, site->tz);
    assert_int_equal(v.run, v.named);
    assert_int_equal(v.late, 0);
    assert_int_equal(b->marks_written, v.worth_marking);
    bench_free(b);
    return v;
}

static void test_a_mixed_calendar_in_every_zone(void **state)
{
    (void)state;
    for (unsigned i = 0; i < rules_site_count; i++)
        assert_true(run_days(&rules_sites[i], rules_mixed, rules_mixed_count, years * 366).named >
                    5000 * years);
}

static void test_a_few_entries_in_every_zone_for_20_years(void **state)
{
    (void)state;
    for (unsigned i = 0; i < rules_site_count; i++)
        run_days(&rules_sites[i], rules_few, rules_few_count, 7305);
}

static void test_what_is_due_often_writes_nothing(void **state)
{
    static const struct site site = { "Europe/Budapest", NULL, NULL };

    (void)state;
    struct verdict v = run_days(&site, rules_often, rules_often_count, 5);
    assert_int_equal(v.worth_marking, 0);
    assert_int_equal(v.named, 5 * (24 * 60 + 24 * 12));
}

// Of one entry, the instants on each civil day; fails unless it is one on every day.
static void expect_one_a_day(const struct instants *all, unsigned entry)
{
    int64_t last_day = 0;

    for (size_t i = 0; i < all->n; i++) {
        time_t at = (time_t)all->rows[i].at_s;
        struct tm tm;
        if (all->rows[i].entry != entry)
            continue;
        assert_non_null(localtime_r(&at, &tm));
        int64_t day = (at + tm.tm_gmtoff) / DAY_S;
        if (last_day && day != last_day + 1)
            fail_msg("entry %u: day %lld follows day %lld", entry, (long long)day,
                     (long long)last_day);
        last_day = day;
    }
}

static void test_the_sun_rises_and_sets_once_on_each_civil_day(void **state)
{
    static const struct site sites[] = {
        { "Europe/Budapest", "47.4979", "19.0402" },
        { "Pacific/Auckland", "-36.85", "174.76" },
        { "America/Bogota", "4.711", "-74.0721" },
    };
    struct instants all;

    (void)state;
    for (unsigned i = 0; i < COUNT(sites); i++) {
        int64_t until_s = BEGIN_S + (int64_t)years * 366 * DAY_S;
        struct verdict v = run_days(&sites[i], rules_sun, rules_sun_count, years * 366);
        assert_in_range(v.named, 3 * years * 366, 4 * years * 366);
        oracle_find(&sites[i], rules_sun, rules_sun_count, BEGIN_S, until_s, &all);
        expect_one_a_day(&all, 1);
        expect_one_a_day(&all, 2);
        free(all.rows);
    }
}

static void test_nothing_is_due_in_the_polar_night(void **state)
{
    static const struct site site = { "Arctic/Longyearbyen", "78.22", "15.65" };
    struct instants all;
    unsigned in_spring = 0;

    (void)state;
    struct verdict v = run_days(&site, rules_sun, rules_sun_count, years * 366);
    oracle_find(&site, rules_sun, rules_sun_count, BEGIN_S, BEGIN_S + (int64_t)years * 366 * DAY_S,
                &all);
    assert_int_equal(all.n, v.named);
    for (size_t i = 0; i < all.n; i++) {
        time_t at = (time_t)all.rows[i].at_s;
        struct tm tm;
        assert_non_null(gmtime_r(&at, &tm));
        assert_in_range(tm.tm_yday, 31, 310);               // not from November to January
        assert_false(tm.tm_yday > 120 && tm.tm_yday < 230); // nor in the polar day
        in_spring += tm.tm_mon == 2 && all.rows[i].entry <= 2;
    }
    assert_int_equal(in_spring, years * 62);
    free(all.rows);
}

static int close_zones(void **state)
{
    (void)state;
    bench_close_zones();
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_mixed_calendar_in_every_zone),
        TEST(test_a_few_entries_in_every_zone_for_20_years),
        TEST(test_what_is_due_often_writes_nothing),
        TEST(test_the_sun_rises_and_sets_once_on_each_civil_day),
        TEST(test_nothing_is_due_in_the_polar_night),
    };

    if (argc > 1 && !strcmp(argv[1], "long"))
        years = LONG_YEARS;
    return cmocka_run_group_tests(tests, NULL, close_zones);
}
