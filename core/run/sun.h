// Sunrise and sunset, calculated with integers.
#ifndef RUN_SUN_H
#define RUN_SUN_H

#include <stdint.h>

enum sun_state {
    SUN_STAYS_DOWN, // polar night
    SUN_STAYS_UP,   // polar day
    SUN_ONLY_RISES, // the polar day begins, or the night ends close to a pole
    SUN_ONLY_SETS,
    SUN_RISES_AND_SETS,
};

struct sun_times {
    int64_t rise_s, set_s; // UTC, seconds since 1970; 0 if the state has none
    enum sun_state state;
};

// The sun's day at a place, from one solar midnight to the next. Rise and set mean the upper limb
// on a level horizon with the usual refraction (zenith 90.833 degrees). Latitude (north) and
// longitude (east) are in 1e-4 degree. `day` counts the days since 1970-01-01 by the local mean
// time of that longitude: noon of `day` is at 86400 * day + 43200 - 240 * degrees east. A set may
// come after midnight by the clock, a rise before it.
//
// Accuracy, compared with formulae that include nutation: 8 seconds up to 65 degrees of latitude,
// 15 up to 80, 30 up to 88 and 75 up to 89.5. The air makes a larger difference. Near the beginning
// and end of a polar day or night, when the sun grazes the horizon, it is within five minutes.
// There the first or last such day may be off by one. ERR_RANGE: invalid place, or a day outside
// the years 1900 to 2199.
int sun_times(int32_t lat_e4, int32_t lon_e4, int64_t day, struct sun_times *t);

#endif
