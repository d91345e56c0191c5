// Sunrise and sunset. The sun's position follows J. Meeus, "Astronomical Algorithms", 2nd ed., ch.
// 25 (low accuracy, mean of date, aberration but no nutation), as in NOAA's solar calculator. The
// moment when the sun crosses the horizon is found by bisection between midnight and noon. Angles
// are fractions of a turn in 32 bits, which wrap like angles. Other values have 30 bits after the
// point. On a chip without floating point, doubles would cost 8 KB.
#include "run/sun.h"
#include "base/err.h"
#include <stdbool.h>

// 2000-01-01 12:00 UTC; dynamical time differs by a minute, which moves the sun by 2".
#define J2000_S 946728000

enum {
    QUARTER_TURN = 1 << 30,
    DAY_S = 86400,
    HALF_DAY_S = DAY_S / 2,
    ANGLE_PER_S = 49710,       // 2^32 / DAY_S
    REFRACTED_LIMB = 15610145, // sin 0.833 degrees
    FIRST_DAY = -25567,        // 1900-01-01
    LAST_DAY = 84005,          // 2199-12-31
    POLE_E4 = 900000,
    DATE_LINE_E4 = 1800000,
};

_Static_assert(-1 >> 1 == -1, "negative numbers are shifted with their sign");

// Chebyshev fits, highest power first. SINE: sin(x * quarter turn) / x in powers of x^2 up to 1
// (error 7e-9). The other: sqrt(1 - x) up to the square of the sine of the largest declination
// (error 1e-8).
static const int32_t SINE[] = { 162856, -5018824, 85566398, -693598305, 1686629706 };
static const int32_t COSINE_FROM_SQUARE[] = { -56259345, -64995626, -134340692, -536868446,
                                              1073741816 };

static int32_t mul(int32_t a, int32_t b)
{
    return (int32_t)((int64_t)a * b >> 30);
}

static int32_t polynomial(const int32_t *c, int32_t x)
{
    int32_t y = c[0];

    for (int i = 1; i < 5; i++)
        y = mul(y, x) + c[i];
    return y;
}

static int32_t sine(uint32_t angle)
{
    int32_t x = (int32_t)angle;

    if (x > QUARTER_TURN || x < -QUARTER_TURN)
        x = (int32_t)(2u * QUARTER_TURN - angle);
    return mul(x, polynomial(SINE, mul(x, x)));
}

// An angle that grows at a constant rate per second, with 24 bits after the point. Whole turns
// overflow on purpose.
static uint32_t grown(uint32_t at_j2000, uint32_t rate, int64_t s)
{
    return at_j2000 + (uint32_t)((uint64_t)s * rate >> 24);
}

struct sun {
    int32_t sin_declination;
    uint32_t equation; // of time: sundial minus clock
};

static struct sun sun_at(int64_t utc_s)
{
    int64_t s = utc_s - J2000_S;
    int32_t centuries = (int32_t)(s * 1427105 >> 22);
    uint32_t mean_longitude = grown(3346095204, 2283416195, s); // 280.46646 + 36000.76983 T
    uint32_t anomaly = grown(4265488430, 2283307130, s);        // 357.52911 + 35999.05029 T
    // The equation of the centre: 1.914602 - 0.004817 T, 0.019993 and 0.000289 degrees.
    int32_t centre = mul(22842092 - mul(57469, centuries), sine(anomaly)) +
                     mul(238526, sine(2 * anomaly)) + mul(3448, sine(3 * anomaly));
    uint32_t longitude = mean_longitude + (uint32_t)centre - 67884; // aberration: 0.00569 degrees
    int32_t sin_obliquity = 427109967 - mul(223593, centuries);     // 23.439291 - 0.0130042 T
    // The reduction from the ecliptic to the equator in powers of tan^2(obliquity / 2).
    int32_t reduction = mul(29416910, sine(2 * longitude)) - mul(632971, sine(4 * longitude));

    return (struct sun){ mul(sin_obliquity, sine(longitude)), (uint32_t)(reduction - centre) };
}

struct place {
    int32_t sin_latitude, cos_latitude;
    int64_t mean_noon_s;
};

// Whether a part of the sun is above the horizon.
static bool is_up(const struct place *p, int64_t utc_s)
{
    struct sun sun = sun_at(utc_s);
    uint32_t hour =
        (uint32_t)((uint64_t)(utc_s - p->mean_noon_s) * 3257812230 >> 16) + sun.equation;
    int32_t square = mul(sun.sin_declination, sun.sin_declination);
    int32_t cos_declination = polynomial(COSINE_FROM_SQUARE, square);

    return mul(p->sin_latitude, sun.sin_declination) +
               mul(mul(p->cos_latitude, cos_declination), sine(hour + QUARTER_TURN)) >
           -REFRACTED_LIMB;
}

// Between a midnight and a noon the sun moves in one direction. At a pole its declination moves it,
// so it can set before noon.
static void find_crossing(const struct place *p, int64_t from_s, struct sun_times *t, bool *rises,
                          bool *sets)
{
    int32_t low = 0, high = HALF_DAY_S;
    bool was_up = is_up(p, from_s);

    if (was_up == is_up(p, from_s + high))
        return;
    while (high - low > 1) {
        int32_t middle = (low + high) / 2;
        if (is_up(p, from_s + middle) == was_up)
            low = middle;
        else
            high = middle;
    }
    *(was_up ? &t->set_s : &t->rise_s) = from_s + high;
    *(was_up ? sets : rises) = true;
}

static uint32_t angle_of(int32_t degrees_e4)
{
    return (uint32_t)((int64_t)degrees_e4 * 78187494 >> 16);
}

static int32_t east_s(int32_t lon_e4)
{
    return lon_e4 * 3 / 125;
}

int sun_times(int32_t lat_e4, int32_t lon_e4, int64_t day, struct sun_times *t)
{
    if (lat_e4 < -POLE_E4 || lat_e4 > POLE_E4 || lon_e4 < -DATE_LINE_E4 || lon_e4 > DATE_LINE_E4 ||
        day < FIRST_DAY || day > LAST_DAY)
        return ERR_RANGE;
    struct place p = { .sin_latitude = sine(angle_of(lat_e4)),
                       .cos_latitude = sine(angle_of(lat_e4) + QUARTER_TURN),
                       .mean_noon_s = day * DAY_S + HALF_DAY_S - east_s(lon_e4) };
    int64_t noon_s = p.mean_noon_s - (int32_t)sun_at(p.mean_noon_s).equation / ANGLE_PER_S;
    bool rises = false, sets = false;

    *t = (struct sun_times){ 0 };
    find_crossing(&p, noon_s - HALF_DAY_S, t, &rises, &sets);
    find_crossing(&p, noon_s, t, &rises, &sets);
    if (rises || sets)
        t->state = !sets ? SUN_ONLY_RISES : !rises ? SUN_ONLY_SETS : SUN_RISES_AND_SETS;
    else
        t->state = is_up(&p, noon_s) ? SUN_STAYS_UP : SUN_STAYS_DOWN;
    return OK;
}
