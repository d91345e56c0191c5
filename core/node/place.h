// Where and when a node is, from its settings: time zone, and the position for sunrise and sunset.
#ifndef NODE_PLACE_H
#define NODE_PLACE_H

#include "node/node.h"
#include "run/calendar.h"
#include "run/cron.h"

// `rule` is memory that the place refers to.
void place_of(const struct node *n, struct zone_rule *rule, struct cron_place *place);

struct calendar place_time(const struct node *n, int64_t utc_s); // as a clock on the wall shows it

// Checks setting `timezone`: a rule, or a name that the port knows. Writes what is wrong.
int place_check_zone(const struct node *n, struct text value, struct out *why);

// Checks `lat` or `lon`: degrees with up to four decimals, or n/a.
int place_check_degrees(struct text value, int32_t most, struct out *why);

#endif
