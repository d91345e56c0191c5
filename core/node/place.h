// Time zone and position of a node, from its settings. The position is used for sunrise and sunset.
#ifndef NODE_PLACE_H
#define NODE_PLACE_H

#include "node/node.h"
#include "run/civil.h"
#include "run/cron.h"

// Reads the settings. The place points into `rule`.
void place_of(const struct node *n, struct zone_rule *rule, struct cron_place *place);

// Minutes ahead of UTC, from setting utc or else gmttime. A time zone overrides both.
int32_t place_minutes(const struct node *n);

struct civil_time place_time(const struct node *n,
                             int64_t utc_s); // as local time

// Local times of sunrise and sunset on the present day at the place. If the sun does not rise or
// set, the year is 0. ERR_NAME: the position is not set.
int place_sun(const struct node *n, int64_t utc_s, struct civil_time *rise, struct civil_time *set);

// Checks setting `timezone`: a rule, or a name that the port knows. `why` gets what is wrong.
int place_check_zone(const struct node *n, struct text value, struct out *why);

// Checks `lat` or `lon`: degrees, or n/a.
int place_check_degrees(struct text value, int32_t most, struct out *why);

enum { PLACE_DEGREES_MAX = 10 }; // bytes: "-179.1234"

// Rounds degrees to four decimals (11 m), in `room`. A value with fewer decimals stays as it is.
struct text place_round(struct text value, char room[PLACE_DEGREES_MAX + 1]);

#endif
