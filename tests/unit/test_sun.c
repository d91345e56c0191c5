// Sunrise and sunset against printed tables, and against Meeus' formulae in doubles: apparent place
// with nutation (ch. 25), sidereal time (ch. 12), rise and set by iteration (ch. 15). The code
// under test has none of these; it goes by the equation of time and halves intervals.
#include "base/err.h"
#include "run/sun.h"
#include "test.h"
#include <math.h>

#define DAY    86400
#define TURN   6.283185307179586
#define DEGREE (TURN / 360)

enum { DAY_2019 = 17897, DAY_2024 = 19723, DAY_2045 = 27394 }; // days from 1970 to 1 January

struct equatorial {
    double right_ascension, declination, sidereal_s; // radians; sidereal_s: apparent, at Greenwich
};

static struct equatorial judge(double utc_s)
{
    const double delta_t_s = 69; // 2024; a minute moves the sun by 2.5 seconds of arc
    double days = (utc_s - 946728000) / DAY, t = (days + delta_t_s / DAY) / 36525;
    double l0 = 280.46646 + t * (36000.76983 + t * 0.0003032);
    double m = (357.52911 + t * (35999.05029 - t * 0.0001537)) * DEGREE;
    double c = (1.914602 - t * (0.004817 + t * 0.000014)) * sin(m) +
               (0.019993 - t * 0.000101) * sin(2 * m) + 0.000289 * sin(3 * m);
    double node = (125.04 - 1934.136 * t) * DEGREE;
    double lambda = (l0 + c - 0.00569 - 0.00478 * sin(node)) * DEGREE;
    double epsilon = (23.4392911 - t * 0.0130042 + 0.00256 * cos(node)) * DEGREE;
    double gmst = 280.46061837 + 360.98564736629 * days + t * t * 0.000387933;
    double nutation = -0.00478 * sin(node) * cos(epsilon);

    return (struct equatorial){ atan2(cos(epsilon) * sin(lambda), cos(lambda)),
                                asin(sin(epsilon) * sin(lambda)), (gmst + nutation) * DEGREE };
}

struct place {
    const char *name;
    int32_t lat_e4, lon_e4;
};

static double hour_angle(const struct place *p, double utc_s)
{
    struct equatorial sun = judge(utc_s);

    return remainder(sun.sidereal_s + p->lon_e4 * 1e-4 * DEGREE - sun.right_ascension, TURN);
}

static double altitude(const struct place *p, double utc_s)
{
    double lat = p->lat_e4 * 1e-4 * DEGREE, declination = judge(utc_s).declination;

    return asin(sin(lat) * sin(declination) +
                cos(lat) * cos(declination) * cos(hour_angle(p, utc_s)));
}

static double noon_of(const struct place *p, int64_t day)
{
    double t = (double)day * DAY + DAY / 2 - p->lon_e4 * 1e-4 * 240;

    for (int i = 0; i < 5; i++)
        t -= hour_angle(p, t) / TURN * DAY;
    return t;
}

// The event on one side of noon, -1 or 1: the hour angle at which a sun of the declination of that
// moment has the altitude, until the moment stays. False: it never has.
static bool judge_event(const struct place *p, double noon_s, int side, double *utc_s)
{
    double lat = p->lat_e4 * 1e-4 * DEGREE, t = noon_s;

    for (int i = 0; i < 30; i++) {
        double declination = judge(t).declination;
        double cos_h =
            (sin(-0.833 * DEGREE) - sin(lat) * sin(declination)) / (cos(lat) * cos(declination));
        if (cos_h < -1 || cos_h > 1)
            return false;
        t += remainder(side * acos(cos_h) - hour_angle(p, t), TURN) / TURN * DAY;
    }
    *utc_s = t;
    return true;
}

// The days of transition: next to the beginning and the end of a polar day or night the sun passes
// noon or midnight within this many degrees of the altitude at which it rises, and grazes the
// horizon. Below 90 - 23.44 - 0.833 degrees there are none.
#define GRAZING      0.25
#define FIRST_LAT_E4 657000

static bool is_transition(const struct place *p, double noon_s)
{
    for (int half = -1; half <= 1 && abs(p->lat_e4) >= FIRST_LAT_E4; half++) {
        double above = altitude(p, noon_s + half * DAY / 2) / DEGREE + 0.833;
        if (fabs(above) < GRAZING)
            return true;
    }
    return false;
}

struct worst {
    double rise_s, set_s, grazing_s;
    int transitions, disagreed, absent, compared;
};

static void compare_day(const struct place *p, int64_t day, struct worst *w)
{
    double noon_s = noon_of(p, day), rise_s, set_s;
    bool rises = judge_event(p, noon_s, -1, &rise_s), sets = judge_event(p, noon_s, 1, &set_s);
    struct sun_times t;

    assert_int_equal(sun_times(p->lat_e4, p->lon_e4, day, &t), OK);
    if (is_transition(p, noon_s)) {
        w->transitions++;
        w->disagreed += rises != (t.rise_s != 0) || sets != (t.set_s != 0);
        if (rises && t.rise_s)
            w->grazing_s = fmax(w->grazing_s, fabs((double)t.rise_s - rise_s));
        if (sets && t.set_s)
            w->grazing_s = fmax(w->grazing_s, fabs((double)t.set_s - set_s));
        return;
    }
    assert_int_equal(rises, sets);
    if (!rises) {
        bool is_up = altitude(p, noon_s) > 0;
        assert_int_equal(t.state, is_up ? SUN_STAYS_UP : SUN_STAYS_DOWN);
        w->absent++;
        return;
    }
    assert_int_equal(t.state, SUN_RISES_AND_SETS);
    w->rise_s = fmax(w->rise_s, fabs((double)t.rise_s - rise_s));
    w->set_s = fmax(w->set_s, fabs((double)t.set_s - set_s));
    w->compared++;
}

static struct worst compare_years(const struct place *p, int64_t from, int64_t until)
{
    struct worst w = { 0 };

    for (int64_t day = from; day < until; day++)
        compare_day(p, day, &w);
    print_message("%-12s rise within %.1f s, set within %.1f s on %d days; %d of polar day or "
                  "night, %d of transition (within %.0f s, %d otherwise)\n",
                  p->name, w.rise_s, w.set_s, w.compared, w.absent, w.transitions, w.grazing_s,
                  w.disagreed);
    return w;
}

static const struct place places[] = {
    { "Budapest", 474979, 190402 },     { "Quito", -1807, -784678 },
    { "Sydney", -338688, 1512093 },     { "Reykjavik", 641466, -219426 },
    { "Tromso", 696492, 189553 },       { "Longyearbyen", 782232, 156267 },
    { "McMurdo", -778460, 1666760 },    { "Anchorage", 612181, -1499003 },
    { "Apia", -138333, -1717667 },      { "Kiritimati", 18721, -1574278 },
    { "Below circle", 655000, 250000 },
};

static void test_places_agree_with_doubles_on_every_day(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct worst w = compare_years(&places[i], DAY_2024, DAY_2045);
        double allowed_s = abs(places[i].lat_e4) < 660000 ? 60 : 120;
        assert_true(w.rise_s <= allowed_s && w.set_s <= allowed_s);
        assert_true(w.compared > 2000);
    }
}

// What core/run/sun.h and docs/automation.md promise, which grows towards the poles.
static void test_the_error_near_the_poles_is_as_documented(void **state)
{
    static const struct {
        struct place place;
        double allowed_s;
    } rows[] = { { { "65 N", 650000, 250000 }, 8 },    { { "80 N", 800000, 250000 }, 15 },
                 { { "80 S", -800000, 250000 }, 15 },  { { "88 N", 880000, 250000 }, 30 },
                 { { "88 S", -880000, 250000 }, 30 },  { { "89.5 N", 895000, 250000 }, 75 },
                 { { "89.5 S", -895000, 250000 }, 75 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct worst w = compare_years(&rows[i].place, DAY_2024, DAY_2045);
        assert_true(w.compared > 20);
        assert_true(w.rise_s <= rows[i].allowed_s && w.set_s <= rows[i].allowed_s);
        assert_true(w.grazing_s <= 300);
    }
}

static void test_the_years_1970_to_2100_agree_with_doubles(void **state)
{
    static const struct place few[] = { { "Budapest", 474979, 190402 },
                                        { "Below circle", 655000, 250000 },
                                        { "Longyearbyen", 782232, 156267 } };

    (void)state;
    for (size_t i = 0; i < sizeof few / sizeof *few; i++) {
        struct worst w = compare_years(&few[i], 0, 47846);
        double allowed_s = few[i].lat_e4 < 660000 ? 60 : 120;
        assert_true(w.rise_s <= allowed_s && w.set_s <= allowed_s);
    }
}

// Meeus' examples 25.a and 28.a, 1992 October 13, 0h dynamical time.
static void test_the_judge_knows_its_book(void **state)
{
    const double midnight_s = 718934400, dynamical_s = midnight_s - 69;
    struct equatorial sun = judge(dynamical_s);
    struct place greenwich = { "Greenwich", 0, 0 };

    (void)state;
    assert_true(fabs(remainder(sun.right_ascension - 198.38083 * DEGREE, TURN)) < 2e-5 * DEGREE);
    assert_true(fabs(sun.declination - -7.78507 * DEGREE) < 2e-5 * DEGREE);
    double sundial_s = hour_angle(&greenwich, dynamical_s) / TURN * DAY;
    sundial_s = remainder(sundial_s - (dynamical_s - midnight_s) - DAY / 2, DAY);
    assert_true(fabs(sundial_s - (13 * 60 + 42.6)) < 1); // the book's is of the higher accuracy
}

// hhmm as tables have it, rounded to the minute.
static void expect_minute(int64_t utc_s, int64_t day, int hhmm, double allowed_s, const char *what)
{
    int64_t printed_s = day * DAY + hhmm / 100 * 3600 + hhmm % 100 * 60;
    double off_s = remainder((double)(utc_s - printed_s), DAY);

    if (fabs(off_s) > allowed_s)
        fail_msg("day %lld: %s is %.0f s off %04d", (long long)day, what, off_s, hhmm);
}

// US Naval Observatory, "Rise and Set for the Sun for 2019", universal time: the first of each
// month at 60 N 0 E and at 29 N 81 W.
static void test_the_tables_of_2019_are_met_to_the_minute(void **state)
{
    static const int firsts[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    static const int north[][2] = { { 902, 1505 }, { 815, 1613 }, { 659, 1726 }, { 526, 1843 },
                                    { 359, 1957 }, { 250, 2107 }, { 242, 2125 }, { 340, 2031 },
                                    { 454, 1905 }, { 605, 1734 }, { 721, 1605 }, { 834, 1503 } };
    // Of the evening that begins on the first: May to August set on the second, by UTC.
    static const int florida[][2] = { { 1218, 2238 }, { 1213, 2303 }, { 1149, 2324 },
                                      { 1114, 2342 }, { 1043, 0 },    { 1026, 18 },
                                      { 1029, 27 },   { 1045, 15 },   { 1102, 2346 },
                                      { 1117, 2310 }, { 1136, 2238 }, { 1200, 2226 } };

    (void)state;
    for (int i = 0; i < 12; i++) {
        struct sun_times t;
        int64_t day = DAY_2019 + firsts[i];
        assert_int_equal(sun_times(600000, 0, day, &t), OK);
        expect_minute(t.rise_s, day, north[i][0], 45, "rise at 60 N");
        expect_minute(t.set_s, day, north[i][1], 45, "set at 60 N");
        assert_int_equal(sun_times(290000, -810000, day, &t), OK);
        expect_minute(t.rise_s, day, florida[i][0], 45, "rise at 29 N");
        expect_minute(t.set_s, day, florida[i][1], 45, "set at 29 N");
    }
}

// The same at 80 S 150 W: noon is at 22:00 UTC, so the sun sets on the next day by UTC.
static void test_the_table_of_a_polar_place_is_met(void **state)
{
    static const struct {
        int yearday, rise, set; // from 0; the set is that of the table's next day
    } rows[] = {
        { 59, 1224, 748 },  { 68, 1414, 600 },  { 79, 1555, 415 },  { 90, 1732, 232 },
        { 95, 1821, 141 },  { 101, 1931, 28 },  { 245, 1844, 118 }, { 262, 1558, 353 },
        { 273, 1415, 531 }, { 282, 1235, 710 },
    };
    struct sun_times t;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t day = DAY_2019 + rows[i].yearday;
        assert_int_equal(sun_times(-800000, -1500000, day, &t), OK);
        assert_int_equal(t.state, SUN_RISES_AND_SETS);
        expect_minute(t.rise_s, day, rows[i].rise, 60, "rise at 80 S");
        expect_minute(t.set_s, day, rows[i].set, 60, "set at 80 S");
    }
    assert_int_equal(sun_times(-800000, -1500000, DAY_2019 + 15, &t), OK);
    assert_int_equal(t.state, SUN_STAYS_UP); // January
    assert_int_equal(sun_times(-800000, -1500000, DAY_2019 + 180, &t), OK);
    assert_int_equal(t.state, SUN_STAYS_DOWN); // June
}

// Rises and sets alternate through a year with each of the states, whatever the latitude.
static void test_rises_and_sets_take_turns(void **state)
{
    static const int32_t latitudes[] = { 660000, 675000, 690000, -720000, 780000, -850000, 890000 };

    (void)state;
    for (size_t i = 0; i < sizeof latitudes / sizeof *latitudes; i++) {
        int64_t last_s = 0;
        int out_of_turn = 0;
        bool was_up = false, is_known = false;
        for (int64_t day = DAY_2024; day < DAY_2024 + 3653; day++) {
            struct sun_times t;
            assert_int_equal(sun_times(latitudes[i], 250000, day, &t), OK);
            bool rises = t.rise_s != 0, sets = t.set_s != 0;
            assert_int_equal(rises && sets, t.state == SUN_RISES_AND_SETS);
            if (rises) {
                out_of_turn += is_known && was_up;
                assert_true(t.rise_s > last_s);
                last_s = t.rise_s;
            }
            if (sets) {
                out_of_turn += is_known && !was_up && !rises;
                assert_true(t.set_s > last_s);
                last_s = t.set_s;
            }
            was_up = sets ? false : rises ? true : t.state == SUN_STAYS_UP;
            is_known = true;
        }
        print_message("latitude %.1f: %d out of turn in ten years\n", latitudes[i] * 1e-4,
                      out_of_turn);
        assert_int_equal(out_of_turn, 0);
    }
}

static void test_at_a_pole_the_sun_rises_once_a_year(void **state)
{
    (void)state;
    for (int32_t lat_e4 = -900000; lat_e4 <= 900000; lat_e4 += 1800000) {
        int rises = 0, sets = 0;
        for (int64_t day = DAY_2024; day < DAY_2024 + 3653; day++) {
            struct sun_times t;
            assert_int_equal(sun_times(lat_e4, 0, day, &t), OK);
            rises += t.rise_s != 0;
            sets += t.set_s != 0;
        }
        assert_int_equal(rises, 10);
        assert_int_equal(sets, 10);
    }
}

static void test_no_place_and_no_century_is_refused(void **state)
{
    struct sun_times t = { .rise_s = 7 };

    (void)state;
    assert_int_equal(sun_times(900001, 0, 0, &t), ERR_RANGE);
    assert_int_equal(sun_times(-900001, 0, 0, &t), ERR_RANGE);
    assert_int_equal(sun_times(0, 1800001, 0, &t), ERR_RANGE);
    assert_int_equal(sun_times(0, -1800001, 0, &t), ERR_RANGE);
    assert_int_equal(sun_times(0, 0, -25568, &t), ERR_RANGE);
    assert_int_equal(sun_times(0, 0, 84006, &t), ERR_RANGE);
    assert_int_equal(t.rise_s, 7);
    assert_int_equal(sun_times(-900000, 1800000, -25567, &t), OK);
    assert_int_equal(sun_times(900000, -1800000, 84005, &t), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_judge_knows_its_book),
        TEST(test_places_agree_with_doubles_on_every_day),
        TEST(test_the_error_near_the_poles_is_as_documented),
        TEST(test_the_years_1970_to_2100_agree_with_doubles),
        TEST(test_the_tables_of_2019_are_met_to_the_minute),
        TEST(test_the_table_of_a_polar_place_is_met),
        TEST(test_rises_and_sets_take_turns),
        TEST(test_at_a_pole_the_sun_rises_once_a_year),
        TEST(test_no_place_and_no_century_is_refused),
    };

    return RUN(tests);
}
