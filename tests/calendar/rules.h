// Calendars that the tests share, and where they hold.
#ifndef CALENDAR_RULES_H
#define CALENDAR_RULES_H

#include "oracle.h"

extern const struct known_rule rules_mixed[]; // all forms of a rule
extern const unsigned rules_mixed_count;
extern const struct known_rule rules_few[]; // for many years
extern const unsigned rules_few_count;
extern const struct known_rule rules_often[]; // none of them worth a write
extern const unsigned rules_often_count;
extern const struct known_rule rules_dense[]; // the same with some that are
extern const unsigned rules_dense_count;
extern const struct known_rule rules_sun[];
extern const unsigned rules_sun_count;

extern const struct site rules_sites[];
extern const unsigned rules_site_count;

#endif
