// Where and when a node is, from its settings: time zone, and the position for sunrise and sunset.
#ifndef NODE_PLACE_H
#define NODE_PLACE_H

#include "node/node.h"
#include "run/civil.h"
#include "run/cron.h"

// `rule` is memory that the place refers to.
void place_of(const struct node *n, struct zone_rule *rule, struct cron_place *place);

// Ahead of UTC, by utc or else gmttime; a time zone may overrule them.
int32_t place_minutes(const struct node *n);

struct civil_time place_time(const struct node *n,
                             int64_t utc_s); // as a clock on the wall shows it

// When the sun rises and sets on the day of the place, as a clock on the wall shows it; a year of
// 0: it does not. ERR_NAME: the place is not known.
int place_sun(const struct node *n, int64_t utc_s, struct civil_time *rise, struct civil_time *set);

// Checks setting `timezone`: a rule, or a name that the port knows. Writes what is wrong.
int place_check_zone(const struct node *n, struct text value, struct out *why);

// Checks `lat` or `lon`: degrees, or n/a.
int place_check_degrees(struct text value, int32_t most, struct out *why);

enum { PLACE_DEGREES_MAX = 10 }; // bytes: "-179.1234"

// Degrees to the nearest ten thousandth, which are 11 m, in `room`; fewer decimals stay as they
// are.
struct text place_round(struct text value, char room[PLACE_DEGREES_MAX + 1]);

#endif
