// Finds the instants of a rule of the calendar. Nothing is stored: the next instant follows from
// the rule and the previous instant.
#include "run/cron.h"
#include "base/err.h"
#include "run/sun.h"

enum { DAY_S = 86400, HOUR_S = 3600, WEEK = 7 };

static int64_t floor_days(int64_t s)
{
    return s / DAY_S - (s % DAY_S < 0);
}

static bool has_weekday(const struct cron_rule *r, int64_t day)
{
    int64_t weekday = (day + 3) % WEEK; // 1970-01-01 was a Thursday

    return r->weekdays >> (weekday < 0 ? weekday + WEEK : weekday) & 1;
}

// The lowest bit that is set at `from` or above, or -1.
static int bit_from(uint64_t bits, unsigned from)
{
    for (unsigned i = from; i < 64; i++)
        if (bits >> i & 1)
            return (int)i;
    return -1;
}

// The first second of an hour, at `from` or later, that matches the rule; -1: none.
static int second_of_hour(const struct cron_rule *r, unsigned from)
{
    int minute = bit_from(r->minutes, from / 60);
    unsigned second = (unsigned)minute == from / 60 ? from % 60 : 0;

    if (minute < 0)
        return -1;
    int s = bit_from(r->seconds, second);
    if (s >= 0)
        return minute * 60 + s;
    minute = bit_from(r->minutes, (unsigned)minute + 1);
    return minute < 0 ? -1 : minute * 60 + bit_from(r->seconds, 0);
}

// Same for a day.
static int32_t second_of_day(const struct cron_rule *r, uint32_t from)
{
    uint32_t begin = from % HOUR_S;

    for (int hour = bit_from(r->hours, from / HOUR_S); hour >= 0;
         hour = bit_from(r->hours, (unsigned)hour + 1)) {
        int s = second_of_hour(r, (uint32_t)hour == from / HOUR_S ? begin : 0);
        if (s >= 0)
            return hour * HOUR_S + s;
    }
    return -1;
}

// The first local time, at `from_s` or later, that matches the rule. There is one within eight
// days.
static int64_t local_from(const struct cron_rule *r, int64_t from_s)
{
    int64_t day = floor_days(from_s);
    uint32_t begin = (uint32_t)(from_s - day * DAY_S);

    for (;; day++, begin = 0) {
        int32_t s = has_weekday(r, day) ? second_of_day(r, begin) : -1;
        if (s >= 0)
            return day * DAY_S + s;
    }
}

static struct zone_span span_of(const struct cron_place *place, int64_t utc_s)
{
    struct zone_span span;

    place->zone.span(place->zone.ctx, utc_s, &span);
    return span;
}

static int64_t next_elapsed(const struct cron_rule *r, const struct cron_place *place,
                            int64_t after_s)
{
    int64_t from = after_s + 1;

    for (;;) {
        struct zone_span span = span_of(place, from);
        int64_t utc = local_from(r, from + span.offset_s) - span.offset_s;
        if (utc < span.until_s)
            return utc;
        from = span.until_s;
    }
}

// The first local time that clocks have not shown yet at `utc_s`.
static int64_t first_unseen(const struct cron_place *place, int64_t utc_s)
{
    struct zone_span span = span_of(place, utc_s);
    int64_t unseen = utc_s + span.offset_s + 1;

    if (span.from_s == INT64_MIN)
        return unseen;
    int64_t before = span.from_s + span_of(place, span.from_s - 1).offset_s;
    return before > unseen ? before : unseen; // in the second pass of a repeated hour
}

static int64_t next_shown(const struct cron_rule *r, const struct cron_place *place,
                          int64_t after_s)
{
    int64_t local = first_unseen(place, after_s), utc;

    do {
        struct zone_hit hit;
        local = local_from(r, local);
        utc = zone_first_utc(&place->zone, local, &hit);
        local++;
    } while (utc <= after_s); // several were due together at the end of a skipped hour
    return utc;
}

static int64_t sun_event(const struct cron_rule *r, const struct cron_place *place, int64_t day)
{
    struct sun_times t;

    if (sun_times(place->lat_e4, place->lon_e4, day, &t))
        return CRON_NEVER;
    if (r->event == CRON_SUNRISE)
        return t.state == SUN_RISES_AND_SETS || t.state == SUN_ONLY_RISES ? t.rise_s : CRON_NEVER;
    return t.state == SUN_RISES_AND_SETS || t.state == SUN_ONLY_SETS ? t.set_s : CRON_NEVER;
}

// The sun's days depend on the longitude, weekdays on the local clock. Near the date line they
// differ.
static int64_t next_sun(const struct cron_rule *r, const struct cron_place *place, int64_t after_s)
{
    int64_t offset_s = r->offset_min * 60, day = floor_days(after_s - offset_s) - 1;

    for (int64_t end = day + CRON_NEVER_DAYS; place->has_position && day < end; day++) {
        int64_t utc = sun_event(r, place, day);
        if (utc == CRON_NEVER || utc + offset_s <= after_s)
            continue;
        if (has_weekday(r, floor_days(utc + span_of(place, utc).offset_s)))
            return utc + offset_s;
    }
    return CRON_NEVER;
}

int64_t cron_next(const struct cron_rule *r, const struct cron_place *place, int64_t after_s)
{
    if (r->event != CRON_CLOCK)
        return next_sun(r, place, after_s);
    return r->every_hour ? next_elapsed(r, place, after_s) : next_shown(r, place, after_s);
}
