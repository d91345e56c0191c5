// Time zones: which offset is valid when, and the rules that define it (POSIX TZ, IEEE Std 1003.1
// ch. 8.3).
#ifndef RUN_ZONE_H
#define RUN_ZONE_H

#include "base/out.h"

// A span with one offset: from_s <= utc < until_s. The next span may have the same offset.
struct zone_span {
    int64_t from_s, until_s; // INT64_MIN and INT64_MAX: no limit
    int32_t offset_s;        // seconds east of UTC
    bool is_dst;
};

// Gives the span that contains utc_s. Offsets are at most 26 hours in either direction.
typedef void zone_span_fn(const void *ctx, int64_t utc_s, struct zone_span *span);

struct zone {
    zone_span_fn *span;
    const void *ctx; // owned by the creator of the zone
};

struct zone_date {
    int32_t at_s;  // from midnight of that day, by the clock before the change
    uint16_t day;  // a weekday (0: Sunday) of the month, or a day of the year
    uint8_t month; // 1 to 12, or 0: a day of the year
    uint8_t week;  // 1 to 5, 5: the last one; for a day of the year, 0: the first is day 0 (n), 1:
                   // the first is day 1 and 29 February is not counted (Jn)
};

struct zone_rule {
    int32_t std_s, dst_s; // seconds east of UTC
    struct zone_date to_dst, to_std;
    bool has_dst;
};

// Reads a rule such as CET-1CEST,M3.5.0,M10.5.0/3. A rule with a second name must say when it
// changes. ERR_SYNTAX or ERR_RANGE: *error_at is the place of the mistake, and *r is unchanged.
int zone_rule_parse(struct text t, struct zone_rule *r, size_t *error_at);

// Writes what is wrong with a rule that zone_rule_parse refuses. Writes nothing about a valid one.
void zone_rule_explain(struct out *o, struct text t);

// A rule with one offset forever.
static inline struct zone_rule zone_rule_fixed(int32_t offset_s)
{
    return (struct zone_rule){ .std_s = offset_s };
}

// The zone of a rule. The rule must outlive it. It applies in the years 1 to 9999; outside of them
// standard time is given.
struct zone zone_of_rule(const struct zone_rule *r);

int32_t zone_offset_s(const struct zone *z, int64_t utc_s);

struct zone_hit {
    bool in_gap;      // clocks skip this time
    bool is_repeated; // clocks show this time again later
};

// The first instant at which clocks show local_s or later. If clocks skip local_s, this is the end
// of the gap. If they show it twice, it is the first time. local_s counts from 1970-01-01 00:00:00
// local time. It must be at least 26 hours away from the limits of int64_t.
int64_t zone_first_utc(const struct zone *z, int64_t local_s, struct zone_hit *hit);

#endif
