// Dates against the C library's, over three centuries.
#include "run/civil.h"
#include "test.h"
#include <time.h>

static void expect_same_as_libc(int64_t seconds)
{
    struct civil_time c = civil_of(seconds);
    time_t t = (time_t)seconds;
    const struct tm *tm = gmtime(&t);

    assert_non_null(tm);
    bool same = c.year == tm->tm_year + 1900 && c.month == tm->tm_mon + 1 && c.day == tm->tm_mday &&
                c.hour == tm->tm_hour && c.minute == tm->tm_min && c.second == tm->tm_sec &&
                c.weekday == (tm->tm_wday + 6) % 7 && c.yearday == tm->tm_yday + 1;
    if (!same)
        fail_msg("%lld: %d-%u-%u %u:%u:%u weekday %u yearday %u", (long long)seconds, (int)c.year,
                 c.month, c.day, c.hour, c.minute, c.second, c.weekday, c.yearday);
}

static void test_every_day_from_1900_to_2200_is_what_libc_says(void **state)
{
    const int64_t first = -2208988800, last = 7289654400; // 1900-01-01, 2201-01-01

    (void)state;
    for (int64_t day = first; day < last; day += 86400) {
        expect_same_as_libc(day);
        expect_same_as_libc(day + 86399);
    }
}

static void test_odd_moments_far_before_and_after_are_right(void **state)
{
    uint64_t state_of_chance = 88172645463325252u;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        uint64_t x = test_draw(&state_of_chance);
        expect_same_as_libc((int64_t)(x % 200000000000u) - 100000000000);
    }
}

static void test_the_edges_of_leap_years_are_right(void **state)
{
    static const struct {
        int64_t seconds;
        int32_t year;
        uint8_t month, day;
        uint16_t yearday;
    } rows[] = {
        { 0, 1970, 1, 1, 1 },
        { -1, 1969, 12, 31, 365 },
        { 951782400, 2000, 2, 29, 60 },
        { 4107456000, 2100, 2, 28, 59 },
        { 4107542400, 2100, 3, 1, 60 },
        { 1709164800, 2024, 2, 29, 60 },
        { 1735603200, 2024, 12, 31, 366 },
        { -2203891200, 1900, 3, 1, 60 },
        { -62135596800, 1, 1, 1, 1 },
        { -62167219200, 0, 1, 1, 1 },
        { -62198755200, -1, 1, 1, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct civil_time c = civil_of(rows[i].seconds);
        assert_int_equal(c.year, rows[i].year);
        assert_int_equal(c.month, rows[i].month);
        assert_int_equal(c.day, rows[i].day);
        assert_int_equal(c.yearday, rows[i].yearday);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_day_from_1900_to_2200_is_what_libc_says),
        TEST(test_odd_moments_far_before_and_after_are_right),
        TEST(test_the_edges_of_leap_years_are_right),
    };

    return RUN(tests);
}
