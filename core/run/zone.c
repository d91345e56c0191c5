// Reads time zone rules and finds the offset at an instant.
#include "run/zone.h"
#include "base/err.h"
#include "run/civil.h"

enum {
    HOUR_S = 3600,
    DAY_S = 24 * HOUR_S,
    REACH_S = 26 * HOUR_S, // no offset is larger
    NAME_MIN = 3,
    OFFSET_HOURS = 24,
    DATE_HOURS = 167,    // from RFC 8536, 3.3.1; POSIX has 24
    CYCLE_DAYS = 146097, // 400 years, which are whole weeks
};

#define FIRST_S (-62135596800) // the year 1
#define YEARS_S 315537897600u  // 9999 years

// After a mistake the reader behaves as at the end of the text, so the first mistake is kept.
struct cursor {
    struct text t;
    size_t at;
    const char *wanted; // NULL: no mistake so far
    int err;
};

static char zone_peek(const struct cursor *c)
{
    return c->wanted || c->at >= c->t.len ? '\0' : c->t.p[c->at];
}

static bool zone_take(struct cursor *c, char mark)
{
    bool is_there = zone_peek(c) == mark;

    c->at += is_there;
    return is_there;
}

static void zone_refuse(struct cursor *c, size_t at, int err, const char *wanted)
{
    if (c->wanted)
        return;
    c->at = at;
    c->err = err;
    c->wanted = wanted;
}

static void zone_expect(struct cursor *c, char mark, const char *wanted)
{
    if (!zone_take(c, mark))
        zone_refuse(c, c->at, ERR_SYNTAX, wanted);
}

static bool zone_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool zone_is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; // ASCII, either case
}

static int32_t zone_number(struct cursor *c, int32_t lo, int32_t hi)
{
    size_t start = c->at;
    int32_t n = 0;

    for (char digit; n <= hi && zone_is_digit(digit = zone_peek(c)); c->at++)
        n = n * 10 + digit - '0';
    if (c->at == start)
        zone_refuse(c, start, ERR_SYNTAX, "a number");
    else if (n < lo || n > hi)
        zone_refuse(c, start, ERR_RANGE, "another number");
    return n;
}

// Reads hh, hh:mm or hh:mm:ss, with or without sign, as seconds.
static int32_t hours(struct cursor *c, int32_t most)
{
    bool is_negative = zone_take(c, '-');

    if (!is_negative)
        zone_take(c, '+');
    int32_t s = zone_number(c, 0, most) * HOUR_S;
    for (int32_t unit = 60; unit && zone_take(c, ':'); unit /= 60)
        s += zone_number(c, 0, 59) * unit;
    return is_negative ? -s : s;
}

static bool is_in_name(char c, bool is_quoted)
{
    return zone_is_letter(c) || (is_quoted && (zone_is_digit(c) || c == '+' || c == '-'));
}

static void skip_name(struct cursor *c)
{
    size_t start = c->at;
    bool is_quoted = zone_take(c, '<');
    size_t first = c->at;

    while (is_in_name(zone_peek(c), is_quoted))
        c->at++;
    if (c->at - first < NAME_MIN || (is_quoted && !zone_take(c, '>')))
        zone_refuse(c, start, ERR_SYNTAX, "a name such as CET or <+03>");
}

static void read_date(struct cursor *c, struct zone_date *d)
{
    zone_expect(c, ',', "a date such as ,M3.5.0");
    if (zone_take(c, 'M')) {
        d->month = (uint8_t)zone_number(c, 1, 12);
        zone_expect(c, '.', "a dot");
        d->week = (uint8_t)zone_number(c, 1, 5);
        zone_expect(c, '.', "a dot");
        d->day = (uint16_t)zone_number(c, 0, 6);
    } else {
        d->week = zone_take(c, 'J');
        d->day = (uint16_t)zone_number(c, d->week, 365);
    }
    d->at_s = zone_take(c, '/') ? hours(c, DATE_HOURS) : 2 * HOUR_S;
}

static bool zone_is_at_end(const struct cursor *c)
{
    return c->at == c->t.len;
}

// Names are not used.
static void zone_read_rule(struct cursor *c, struct zone_rule *r)
{
    skip_name(c);
    r->std_s = -hours(c, OFFSET_HOURS); // POSIX counts them west of Greenwich
    if (c->wanted || zone_is_at_end(c))
        return;
    r->has_dst = true;
    skip_name(c);
    r->dst_s = r->std_s + HOUR_S;
    if (!zone_is_at_end(c) && zone_peek(c) != ',')
        r->dst_s = -hours(c, OFFSET_HOURS);
    read_date(c, &r->to_dst);
    read_date(c, &r->to_std);
    if (!zone_is_at_end(c))
        zone_refuse(c, c->at, ERR_SYNTAX, "the end");
}

int zone_rule_parse(struct text t, struct zone_rule *r, size_t *error_at)
{
    struct zone_rule rule = { 0 };
    struct cursor c = { .t = t };

    zone_read_rule(&c, &rule);
    if (c.wanted)
        *error_at = c.at;
    else
        *r = rule;
    return c.err;
}

void zone_rule_explain(struct out *o, struct text t)
{
    struct zone_rule rule;
    struct cursor c = { .t = t };

    zone_read_rule(&c, &rule);
    if (c.wanted) // everything before the mistake is printable
        out_format(o, "expected %s after \"%.*s\"; a rule is CET-1CEST,M3.5.0,M10.5.0/3", c.wanted,
                   (int)c.at, t.p);
}

// Days from 1970-01-01 to January 1.
static int32_t first_day(int32_t year)
{
    int32_t y = year + 399; // one cycle later, so that nothing is negative

    return 365 * y + y / 4 - y / 100 + y / 400 - 719162 - CYCLE_DAYS;
}

// Days from January 1 to the first of the month; 13 is the next January. The formula is
// fixed_from_gregorian of E. Reingold and N. Dershowitz, "Calendrical Calculations".
static int32_t days_before(int32_t month, bool is_leap)
{
    return (367 * month - 362) / 12 - (month > 2 ? 2 - is_leap : 0);
}

// `first` is January 1, `next` is January 1 of the next year.
static int32_t day_of(const struct zone_date *d, int32_t first, int32_t next)
{
    bool is_leap = next - first == 366;

    if (!d->month)
        return first + d->day - (d->week && !(is_leap && d->day > 59));
    int32_t end = first + days_before(d->month + 1, is_leap);
    first += days_before(d->month, is_leap);
    // 1970-01-01 was a Thursday. Some cycles later nothing is negative.
    int32_t day = first + (d->day - 4 - first + 21 * CYCLE_DAYS) % 7 + (d->week - 1) * 7;
    return day < end ? day : day - 7;
}

// Facts about the span that contains an instant, in seconds from that instant.
struct around {
    int32_t from, until;
    bool is_dst;
};

static void narrow(struct around *a, int32_t at, bool is_dst)
{
    if (at > 0) {
        a->until = at < a->until ? at : a->until;
    } else if (at >= a->from) {
        a->from = at;
        a->is_dst = is_dst;
    }
}

// Looks at the changes of a year and of the two years before and after it. A time of day of up to a
// week can move a change into another year. If both changes fall together, daylight saving time
// continues, so its beginning comes last (RFC 8536, 3.3.1). They are so near that the low halves of
// the seconds are enough; these may overflow.
static struct around look_around(const struct zone_rule *r, int32_t year, uint32_t utc_s)
{
    struct around a = { .from = INT32_MIN, .until = INT32_MAX };
    int32_t first = first_day(year - 2);

    for (int32_t y = year - 2, next; y <= year + 2; y++, first = next) {
        next = first_day(y + 1);
        uint32_t to_std = (uint32_t)day_of(&r->to_std, first, next) * DAY_S - utc_s;
        uint32_t to_dst = (uint32_t)day_of(&r->to_dst, first, next) * DAY_S - utc_s;
        narrow(&a, (int32_t)to_std + r->to_std.at_s - r->dst_s, false);
        narrow(&a, (int32_t)to_dst + r->to_dst.at_s - r->std_s, true);
    }
    return a;
}

static void rule_span(const void *ctx, int64_t utc_s, struct zone_span *span)
{
    const struct zone_rule *r = ctx;

    *span = (struct zone_span){ INT64_MIN, INT64_MAX, r->std_s, false };
    if (!r->has_dst || (uint64_t)utc_s - (uint64_t)FIRST_S >= YEARS_S)
        return;
    struct around a = look_around(r, civil_of(utc_s).year, (uint32_t)utc_s);
    span->from_s = utc_s + a.from;
    span->until_s = utc_s + a.until;
    span->is_dst = a.is_dst;
    if (a.is_dst)
        span->offset_s = r->dst_s;
}

struct zone zone_of_rule(const struct zone_rule *r)
{
    return (struct zone){ rule_span, r };
}

int32_t zone_offset_s(const struct zone *z, int64_t utc_s)
{
    struct zone_span span;

    z->span(z->ctx, utc_s, &span);
    return span.offset_s;
}

int64_t zone_first_utc(const struct zone *z, int64_t local_s, struct zone_hit *hit)
{
    struct zone_span span = { .until_s = local_s - REACH_S };
    int64_t first_s = INT64_MIN; // not found yet

    *hit = (struct zone_hit){ 0 };
    while (span.until_s <= local_s + REACH_S) {
        z->span(z->ctx, span.until_s, &span);
        int64_t utc_s = local_s - span.offset_s;
        if (utc_s >= span.until_s)
            continue;
        bool is_shown = utc_s >= span.from_s;
        if (first_s != INT64_MIN) {
            hit->is_repeated |= is_shown;
            continue;
        }
        hit->in_gap = !is_shown;
        first_s = is_shown ? utc_s : span.from_s;
    }
    return first_s;
}
