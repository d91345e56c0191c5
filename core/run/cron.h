// The calendar's rules: when an entry of `crontasks` is due.
//
// An entry is a rule, "!" and commands: "0-4:7:30:0!light on". A rule names weekday, hour, minute
// and second, each as "*", a number, a range ("0-4", "22-6" over the end), a list ("0,30") or steps
// ("*/5", "10-40/10"); or it is "sunrise" or "sunset", with minutes as "+30" or "-15" behind it and
// a weekday before it if wanted ("5,6:sunset-15"). Monday is 0.
//
// Entries stand behind each other with ";" between them; where the text has ";;" that stands
// between them, and ";" between the commands of one entry. An entry that begins with "#" is left
// out.
//
// Daylight saving: a rule that names its hours means what a clock on the wall shows. A time that is
// skipped is due when the skipped hour is over, together with all others in it; a time that comes
// twice is due the first time. A rule for every hour ("*") follows elapsed time: nothing is made up
// for a skipped hour, and it is due in both passes of a repeated one.
#ifndef RUN_CRON_H
#define RUN_CRON_H

#include "base/text.h"
#include "run/zone.h"

enum cron_event { CRON_CLOCK, CRON_SUNRISE, CRON_SUNSET };

struct cron_rule {
    uint64_t minutes, seconds; // bit per value
    uint32_t hours;
    uint8_t weekdays;
    uint8_t event;      // enum cron_event; with the sun, only weekdays count
    bool every_hour;    // "*"
    int16_t offset_min; // after the event
};

struct cron_entry {
    struct text rule;     // "0-4:7:30:0"
    struct text commands; // "light on", in one entry with ";" between them
};

// Where the node is.
struct cron_place {
    struct zone zone;
    bool has_position; // without it nothing is due at sunrise
    int32_t lat_e4, lon_e4;
};

enum { CRON_NEVER_DAYS = 400 }; // how far it is looked ahead for a sunrise
#define CRON_NEVER INT64_MAX

// What is wrong with a rule or a list, and where.
struct cron_mistake {
    const char *at; // in the text that was given
    const char *why;
};

// OK or ERR_SYNTAX.
int cron_parse(struct text rule, struct cron_rule *r, struct cron_mistake *mistake);

// Takes the next entry off the list at *at (0: the first). False at the end. An entry without "!"
// has no commands: p is NULL.
bool cron_next_entry(struct text list, size_t *at, struct cron_entry *entry);

// Checks a whole list.
int cron_check(struct text list, struct cron_mistake *mistake);

// The first instant after `after_s` that the rule names, in seconds of UTC; CRON_NEVER when there
// is none in the next 400 days.
int64_t cron_next(const struct cron_rule *r, const struct cron_place *place, int64_t after_s);

#endif
