// The calendar's rules: when an entry of `crontasks` is due.
//
// An entry is a rule, "!" and commands: "0-4:7:30:0!light on". A rule gives weekday, hour, minute
// and second. Each is "*", a number, a range ("0-4", or "22-6" across the end), a list ("0,30") or
// steps ("*/5", "10-40/10"). A rule can also be "sunrise" or "sunset". Minutes may follow ("+30",
// "-15") and a weekday may precede it ("5,6:sunset-15"). Monday is 0.
//
// ";" separates entries. If the text contains ";;", that separates entries and ";" separates
// commands. An entry that begins with "#" is skipped.
//
// Daylight saving time: a rule that names its hours means local time. If its time is skipped, it is
// due when the skipped hour is over, together with all others in that hour. If its time comes
// twice, it is due the first time. A rule for every hour ("*") follows elapsed time: nothing is due
// for a skipped hour, and it is due in both passes of a repeated one.
#ifndef RUN_CRON_H
#define RUN_CRON_H

#include "base/text.h"
#include "run/zone.h"

enum cron_event { CRON_CLOCK, CRON_SUNRISE, CRON_SUNSET };

struct cron_rule {
    uint64_t minutes, seconds; // one bit per value
    uint32_t hours;
    uint8_t weekdays;
    uint8_t event;      // enum cron_event; for the sun, only weekdays are used
    bool every_hour;    // the hour is "*"
    int16_t offset_min; // minutes after the event
};

struct cron_entry {
    struct text rule;     // "0-4:7:30:0"
    struct text commands; // "light on"; several in one entry are separated by ";"
};

// The position and time zone of the node.
struct cron_place {
    struct zone zone;
    bool has_position; // if false, nothing is due at sunrise or sunset
    int32_t lat_e4, lon_e4;
};

enum { CRON_NEVER_DAYS = 400 }; // how many days to look ahead for a sunrise
#define CRON_NEVER INT64_MAX

// The mistake in a rule or a list, and its place.
struct cron_mistake {
    const char *at; // points into the given text
    const char *why;
};

// OK or ERR_SYNTAX.
int cron_parse(struct text rule, struct cron_rule *r, struct cron_mistake *mistake);

// Takes the next entry off the list at *at. Start with 0. Returns false at the end. If an entry has
// no "!", the pointer of its commands is NULL.
bool cron_next_entry(struct text list, size_t *at, struct cron_entry *entry);

// Checks a whole list.
int cron_check(struct text list, struct cron_mistake *mistake);

// The first instant after `after_s` at which the rule is due, in seconds of UTC. CRON_NEVER: none
// within the next 400 days.
int64_t cron_next(const struct cron_rule *r, const struct cron_place *place, int64_t after_s);

#endif
