// Instants by brute force: every local time that a rule names, then when a clock shows it.
#include "oracle.h"
#include "run/sun.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400, HOUR_S = 3600, MARGIN_DAYS = 9, OFTEN_S = 600, SEGMENTS = 512 };

// A stretch of time in which clocks are as far off UTC.
struct segment {
    int64_t from_s, until_s;
    long offset_s;
};

struct search {
    const struct site *site;
    struct segment segments[SEGMENTS];
    unsigned n_segments, first; // those before `first` are over
    int64_t after_s, until_s;
    unsigned entry;
    struct instants starts; // of the entry
};

void oracle_use_zone(const char *tz)
{
    if (setenv("TZ", tz, 1))
        abort();
    tzset();
}

static struct tm local_of(int64_t utc_s)
{
    time_t t = (time_t)utc_s;
    struct tm tm;

    if (!localtime_r(&t, &tm))
        abort();
    return tm;
}

static long offset_at(int64_t utc_s)
{
    return local_of(utc_s).tm_gmtoff;
}

static int64_t first_day_of(int64_t utc_s)
{
    return utc_s / DAY_S - (utc_s % DAY_S < 0);
}

// The second at which the offset changes, within an hour.
static int64_t find_change(int64_t low_s, int64_t high_s)
{
    long before = offset_at(low_s);

    while (high_s - low_s > 1) {
        int64_t middle_s = (low_s + high_s) / 2;
        if (offset_at(middle_s) == before)
            low_s = middle_s;
        else
            high_s = middle_s;
    }
    return high_s;
}

static void find_segments(struct search *s, int64_t from_s, int64_t until_s)
{
    struct segment *last = s->segments;

    *last = (struct segment){ INT64_MIN / 2, INT64_MAX / 2, offset_at(from_s) };
    for (int64_t at_s = from_s; at_s < until_s; at_s += HOUR_S) {
        if (offset_at(at_s + HOUR_S) == last->offset_s)
            continue;
        int64_t change_s = find_change(at_s, at_s + HOUR_S);
        last->until_s = change_s;
        if (++last == s->segments + SEGMENTS)
            abort();
        *last = (struct segment){ change_s, INT64_MAX / 2, offset_at(change_s) };
    }
    s->n_segments = (unsigned)(last - s->segments) + 1;
}

static void add(struct instants *list, int64_t at_s, unsigned entry)
{
    if (list->n == list->cap) {
        list->cap = list->cap ? 2 * list->cap : 256;
        list->rows = realloc(list->rows, list->cap * sizeof *list->rows);
        if (!list->rows)
            abort();
    }
    list->rows[list->n++] = (struct instant){ .at_s = at_s, .entry = entry };
}

static bool holds(const struct segment *g, int64_t utc_s)
{
    return utc_s >= g->from_s && utc_s < g->until_s;
}

// At the first time that clocks show it; where they never do, at the end of the gap.
static void add_shown(struct search *s, int64_t local_s)
{
    for (unsigned i = s->first; i < s->n_segments; i++) {
        const struct segment *g = &s->segments[i];
        if (holds(g, local_s - g->offset_s)) {
            add(&s->starts, local_s - g->offset_s, s->entry);
            return;
        }
        if (i + 1 < s->n_segments && local_s >= g->until_s + g->offset_s &&
            local_s < g->until_s + g[1].offset_s) {
            add(&s->starts, g->until_s, s->entry);
            return;
        }
    }
    abort();
}

// Whenever clocks show it.
static void add_elapsed(struct search *s, int64_t local_s)
{
    for (unsigned i = s->first; i < s->n_segments; i++) {
        const struct segment *g = &s->segments[i];
        if (holds(g, local_s - g->offset_s))
            add(&s->starts, local_s - g->offset_s, s->entry);
    }
}

static bool names(const struct values *v, int value)
{
    return !v->n || memchr(v->v, value, v->n);
}

static int weekday_of(const struct tm *tm)
{
    return (tm->tm_wday + 6) % 7; // Monday is 0
}

static void add_day(struct search *s, const struct known_rule *r, int64_t day)
{
    time_t midnight = (time_t)(day * DAY_S);
    struct tm tm;

    if (!gmtime_r(&midnight, &tm))
        abort();
    if (!names(&r->weekdays, weekday_of(&tm)))
        return;
    for (int at = 0; at < DAY_S; at++) {
        if (!names(&r->hours, at / HOUR_S))
            at += HOUR_S - 1;
        else if (!names(&r->minutes, at / 60 % 60))
            at += 59;
        else if (!names(&r->seconds, at % 60))
            continue;
        else if (r->hours.n)
            add_shown(s, midnight + at);
        else
            add_elapsed(s, midnight + at);
    }
}

static void add_sun(struct search *s, const struct known_rule *r, int64_t day)
{
    int32_t lat_e4 = (int32_t)(strtod(s->site->lat, NULL) * 10000 + 1800000.5) - 1800000;
    int32_t lon_e4 = (int32_t)(strtod(s->site->lon, NULL) * 10000 + 1800000.5) - 1800000;
    struct sun_times t;

    if (sun_times(lat_e4, lon_e4, day, &t))
        abort();
    bool is_rise = r->kind == BY_SUNRISE;
    if (t.state != SUN_RISES_AND_SETS && t.state != (is_rise ? SUN_ONLY_RISES : SUN_ONLY_SETS))
        return;
    int64_t at_s = is_rise ? t.rise_s : t.set_s;
    struct tm tm = local_of(at_s);
    if (names(&r->weekdays, weekday_of(&tm)))
        add(&s->starts, at_s + r->offset_min * 60, s->entry);
}

static int compare(const void *a, const void *b)
{
    const struct instant *x = a, *y = b;

    if (x->at_s != y->at_s)
        return x->at_s < y->at_s ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static void sort(struct instants *list)
{
    if (list->n)
        qsort(list->rows, list->n, sizeof *list->rows, compare);
}

// What falls together is one run.
static void hand_over(struct search *s, struct instants *out)
{
    const struct instant *rows = s->starts.rows;

    sort(&s->starts);
    for (size_t i = 0, next; i < s->starts.n; i = next) {
        for (next = i + 1; next < s->starts.n && rows[next].at_s == rows[i].at_s; next++)
            ;
        if (rows[i].at_s <= s->after_s || rows[i].at_s > s->until_s)
            continue;
        add(out, rows[i].at_s, s->entry);
        out->rows[out->n - 1].is_often =
            next < s->starts.n && rows[next].at_s - rows[i].at_s < OFTEN_S;
    }
}

void oracle_find(const struct site *site, const struct known_rule *rules, unsigned n,
                 int64_t after_s, int64_t until_s, struct instants *out)
{
    int64_t first_day = first_day_of(after_s) - MARGIN_DAYS;
    int64_t last_day = first_day_of(until_s) + MARGIN_DAYS;
    static struct search s;

    s = (struct search){ .site = site, .after_s = after_s, .until_s = until_s };
    oracle_use_zone(site->tz);
    find_segments(&s, (first_day - 2) * DAY_S, (last_day + 2) * DAY_S);
    *out = (struct instants){ 0 };
    for (unsigned i = 0; i < n; i++) {
        s.entry = i + 1;
        s.starts.n = 0;
        s.first = 0;
        for (int64_t day = first_day; day <= last_day; day++) {
            while (s.segments[s.first].until_s < (day - 3) * DAY_S)
                s.first++;
            if (rules[i].kind == BY_CLOCK)
                add_day(&s, &rules[i], day);
            else
                add_sun(&s, &rules[i], day);
        }
        hand_over(&s, out);
    }
    free(s.starts.rows);
    s.starts = (struct instants){ 0 };
    sort(out);
}
