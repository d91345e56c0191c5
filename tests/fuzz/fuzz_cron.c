// The calendar's rules: any list, any zone, any place. The first byte chooses the zone, four more a
// moment; the rest is a list. Every search ends, and what is found lies ahead.
#include "base/err.h"
#include "fuzz.h"
#include "run/cron.h"
#include <string.h>

static const char *const zones[] = {
    "UTC0",
    "CET-1CEST,M3.5.0,M10.5.0/3",
    "LHST-10:30LHDT-11,M10.1.0,M4.1.0",
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
    "NZST-12NZDT,M9.5.0,M4.1.0/3",
    "XXX-14YYY,J60/167,J61/-167",
};

enum { SEARCHES = 3 };

static void check_rule(struct text text, const struct cron_place *place, int64_t after_s)
{
    struct cron_mistake m = { 0 };
    struct cron_rule rule;

    if (cron_parse(text, &rule, &m)) {
        HOLDS(m.why && m.at >= text.p && m.at <= text.p + text.len);
        return;
    }
    HOLDS(rule.event != CRON_CLOCK || (rule.minutes && rule.seconds && rule.hours));
    HOLDS(rule.weekdays && rule.weekdays < 0x80);
    for (int i = 0; i < SEARCHES; i++) {
        int64_t next_s = cron_next(&rule, place, after_s);
        if (next_s == CRON_NEVER) {
            HOLDS(rule.event != CRON_CLOCK);
            return;
        }
        HOLDS(next_s > after_s);
        // From just before it, it is found again: the calendar asks so which entries are due.
        HOLDS(cron_next(&rule, place, next_s - 1) == next_s);
        after_s = next_s;
    }
}

static void check_list(struct text list, const struct cron_place *place, int64_t after_s)
{
    struct cron_mistake m = { 0 };
    struct cron_entry entry;
    size_t at = 0, before = 0;
    int err = cron_check(list, &m);

    HOLDS(!err || (m.why && m.at >= list.p && m.at <= list.p + list.len));
    for (unsigned n = 0; cron_next_entry(list, &at, &entry) && n < 20; n++) {
        HOLDS(at > before);
        HOLDS(err || entry.commands.p);
        HOLDS(entry.rule.p >= list.p && entry.rule.p + entry.rule.len <= list.p + list.len);
        before = at;
        check_rule(entry.rule, place, after_s);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct cron_place place = { .has_position = true };
    struct zone_rule rule;
    size_t at;
    uint32_t moment;

    if (len < 5)
        return 0;
    HOLDS(!zone_rule_parse(text_of(zones[data[0] % (sizeof zones / sizeof *zones)]), &rule, &at));
    place.zone = zone_of_rule(&rule);
    memcpy(&moment, data + 1, sizeof moment);
    place.lat_e4 = (int32_t)(moment % 1800001) - 900000;
    place.lon_e4 = (int32_t)(moment / 7 % 3600001) - 1800000;
    len -= 5;
    char *copy = malloc(len ? len : 1); // so that a read past the list is seen
    if (!copy)
        abort();
    if (len)
        memcpy(copy, data + 5, len);
    check_list(text_make(copy, len), &place, (int64_t)moment);
    check_rule(text_make(copy, len), &place, (int64_t)moment);
    free(copy);
    return 0;
}
