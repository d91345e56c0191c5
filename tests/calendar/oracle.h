// What the calendar must do, worked out a second time from what core/run/cron.h promises: every
// instant of a rule, in a zone of the C library. It shares no code with the calendar; only when the
// sun rises is taken from core/run/sun.h.
#ifndef CALENDAR_ORACLE_H
#define CALENDAR_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct values {
    uint8_t n, v[24]; // none: all of them
};
#define ONLY(...)                                                                                  \
    {                                                                                              \
        sizeof((uint8_t[]){ __VA_ARGS__ }),                                                        \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

enum rule_kind { BY_CLOCK, BY_SUNRISE, BY_SUNSET };

// A rule, once as the node gets it and once as numbers.
struct known_rule {
    const char *text;
    struct values weekdays, hours, minutes, seconds;
    enum rule_kind kind;
    int offset_min; // after the sun
};

struct site {
    const char *tz;
    const char *lat, *lon; // NULL: no place
};

struct instant {
    int64_t at_s;
    unsigned entry; // from 1
    bool is_often;  // the next one of this entry comes in less than ten minutes
};

struct instants {
    struct instant *rows; // in order
    size_t n, cap;
};

// All with after_s < at <= until_s. The caller frees out->rows.
void oracle_find(const struct site *site, const struct known_rule *rules, unsigned n,
                 int64_t after_s, int64_t until_s, struct instants *out);

// From now on localtime_r and the like speak of this zone.
void oracle_use_zone(const char *tz);

#endif
