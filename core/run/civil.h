// Converts seconds to dates (proleptic Gregorian calendar).
#ifndef RUN_CIVIL_H
#define RUN_CIVIL_H

#include "base/out.h"

struct civil_time {
    int32_t year;
    uint8_t month, day; // 1 to 12, 1 to 31
    uint8_t hour, minute, second;
    uint8_t weekday;  // 0: Monday
    uint16_t yearday; // 1: January 1
};

// `seconds` since 1970-01-01 00:00:00. The result is in the same time zone as `seconds`.
struct civil_time civil_of(int64_t seconds);

// "2026-11-30 18:10:07".
void civil_write(const struct civil_time *t, struct out *o);

#endif
