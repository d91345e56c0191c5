// Time zones: which offset holds when, and the rules that say so (POSIX TZ, IEEE Std 1003.1
// ch. 8.3).
#ifndef RUN_ZONE_H
#define RUN_ZONE_H

#include "base/out.h"

// A stretch of time with one offset: from_s <= utc < until_s. The next one may have the same.
struct zone_span {
    int64_t from_s, until_s; // INT64_MIN and INT64_MAX: without bound
    int32_t offset_s;        // seconds east of UTC
    bool is_dst;
};

// Fills in the stretch that holds utc_s. Offsets are within 26 hours either way.
typedef void zone_span_fn(const void *ctx, int64_t utc_s, struct zone_span *span);

struct zone {
    zone_span_fn *span;
    const void *ctx; // owned by whoever made the zone
};

struct zone_date {
    int32_t at_s;  // from midnight of that day by the clock in use before the change
    uint16_t day;  // a weekday (0: Sunday) of the month, or a day of the year
    uint8_t month; // 1 to 12, or 0: a day of the year
    uint8_t week;  // 1 to 5, 5: the last one; or of a day of the year, 0: the first is day 0 (n),
                   // 1: the first is day 1 and 29 February is not counted (Jn)
};

struct zone_rule {
    int32_t std_s, dst_s; // seconds east of UTC
    struct zone_date to_dst, to_std;
    bool has_dst;
};

// Reads a rule such as CET-1CEST,M3.5.0,M10.5.0/3. A rule with a second name must say when it
// changes. ERR_SYNTAX or ERR_RANGE: *error_at is the place of the mistake, *r is left alone.
int zone_rule_parse(struct text t, struct zone_rule *r, size_t *error_at);

// Writes what is wrong with a rule that zone_rule_parse refuses; nothing about a good one.
void zone_rule_explain(struct out *o, struct text t);

// One offset for ever.
static inline struct zone_rule zone_rule_fixed(int32_t offset_s)
{
    return (struct zone_rule){ .std_s = offset_s };
}

// Of a rule, which must outlive it. A rule holds in the years 1 to 9999; elsewhere it is said to be
// standard time for ever.
struct zone zone_of_rule(const struct zone_rule *r);

int32_t zone_offset_s(const struct zone *z, int64_t utc_s);

struct zone_hit {
    bool in_gap;      // clocks never show it: they are put forward over it
    bool is_repeated; // clocks show it again later
};

// The first instant at which clocks show local_s or later: the end of a gap that swallows it, the
// first of two passes. local_s counts from 1970-01-01 00:00:00 of the clock on the wall; it must
// stay 26 hours off the ends of int64_t.
int64_t zone_first_utc(const struct zone *z, int64_t local_s, struct zone_hit *hit);

#endif
