// Converts seconds to dates, with civil_from_days of H. Hinnant, "chrono-Compatible Low-Level Date
// Algorithms".
#include "run/civil.h"
#include <stdbool.h>

enum { DAY_S = 86400, ERA_DAYS = 146097 };

static bool is_leap(int32_t y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

struct civil_time civil_of(int64_t seconds)
{
    static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    int64_t days = seconds / DAY_S - (seconds % DAY_S < 0);
    uint32_t in_day = (uint32_t)(seconds - days * DAY_S);
    struct civil_time c = { .hour = (uint8_t)(in_day / 3600),
                            .minute = (uint8_t)(in_day / 60 % 60),
                            .second = (uint8_t)(in_day % 60),
                            .weekday = (uint8_t)(((days + 3) % 7 + 7) % 7) };
    int64_t shifted = days + 719468; // days since 0000-03-01
    int64_t era = (shifted >= 0 ? shifted : shifted - (ERA_DAYS - 1)) / ERA_DAYS;
    uint32_t day = (uint32_t)(shifted - era * ERA_DAYS);
    uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    uint32_t from_march = day - (365 * year + year / 4 - year / 100);
    uint32_t m = (5 * from_march + 2) / 153;

    c.day = (uint8_t)(from_march - (153 * m + 2) / 5 + 1);
    c.month = (uint8_t)(m < 10 ? m + 3 : m - 9);
    c.year = (int32_t)(year + (uint32_t)(era * 400)) + (c.month <= 2);
    c.yearday = (uint16_t)(before[c.month - 1] + c.day + (c.month > 2 && is_leap(c.year)));
    return c;
}

void civil_write(const struct civil_time *t, struct out *o)
{
    const unsigned parts[] = { t->month, t->day, t->hour, t->minute, t->second };
    static const char before[] = { '-', '-', ' ', ':', ':' };

    out_int(o, t->year);
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
        out_format(o, "%c%s%u", before[i], parts[i] < 10 ? "0" : "", parts[i]);
}
