// Time zone and position of a node.
#include "node/place.h"
#include "base/frame.h"
#include "run/sun.h"

enum { DEGREE_DECIMALS = 4, DEGREE = 10000, DAY_S = 86400 };
enum { SUN_S = 3, SUN_E4 = 125 }; // the sun takes 240 s for one degree

static bool read_degrees(const struct node *n, enum key key, int32_t *degrees_e4)
{
    struct text t = settings_text(&n->settings, key);

    return settings_is_set(&n->settings, key) && !literal_fixed(t, DEGREE_DECIMALS, degrees_e4);
}

int32_t place_minutes(const struct node *n)
{
    int32_t minutes;

    if (settings_is_set(&n->settings, KEY_utc) &&
        !text_int(settings_text(&n->settings, KEY_utc), &minutes))
        return minutes;
    return settings_minutes(&n->settings, KEY_gmttime);
}

SEPARATE_FRAME static bool find_zone(const struct node *n, struct text t, struct zone_rule *rule,
                                     struct zone *zone)
{
    size_t ignored;

    if (!zone_rule_parse(t, rule, &ignored)) {
        *zone = zone_of_rule(rule);
        return true;
    }
    return n->port->zone && !n->port->zone(n->port->ctx, t, zone);
}

// A separate frame, so that it is not on the stack while the settings are read.
SEPARATE_FRAME static void take_fixed(int32_t offset_s, struct zone_rule *rule, struct zone *zone)
{
    *rule = zone_rule_fixed(offset_s);
    *zone = zone_of_rule(rule);
}

static void zone_of(const struct node *n, struct zone_rule *rule, struct zone *zone)
{
    if (settings_is_set(&n->settings, KEY_timezone) &&
        find_zone(n, settings_text(&n->settings, KEY_timezone), rule, zone))
        return;
    take_fixed(place_minutes(n) * 60, rule, zone);
}

void place_of(const struct node *n, struct zone_rule *rule, struct cron_place *place)
{
    place->has_position =
        read_degrees(n, KEY_lat, &place->lat_e4) && read_degrees(n, KEY_lon, &place->lon_e4);
    zone_of(n, rule, &place->zone);
}

struct civil_time place_time(const struct node *n, int64_t utc_s)
{
    struct zone_rule rule;
    struct zone zone;

    zone_of(n, &rule, &zone);
    return civil_of(utc_s + zone_offset_s(&zone, utc_s));
}

static struct civil_time on_the_wall(const struct zone *zone, int64_t utc_s)
{
    return utc_s ? civil_of(utc_s + zone_offset_s(zone, utc_s)) : (struct civil_time){ 0 };
}

int place_sun(const struct node *n, int64_t utc_s, struct civil_time *rise, struct civil_time *set)
{
    struct zone_rule rule;
    struct cron_place place;
    struct sun_times t;

    place_of(n, &rule, &place);
    if (!place.has_position)
        return ERR_NAME;
    int64_t mean_s = utc_s + place.lon_e4 * SUN_S / SUN_E4;
    int64_t day = mean_s / DAY_S - (mean_s % DAY_S < 0);
    int err = sun_times(place.lat_e4, place.lon_e4, day, &t);
    if (err)
        return err;
    *rise = on_the_wall(&place.zone, t.rise_s);
    *set = on_the_wall(&place.zone, t.set_s);
    return OK;
}

int place_check_zone(const struct node *n, struct text value, struct out *why)
{
    struct zone_rule rule;
    struct zone zone;

    if (find_zone(n, value, &rule, &zone))
        return OK;
    if (n->port->zone)
        out_text(why, "it is no time zone that is known here, as Europe/Budapest is; for a rule: ");
    zone_rule_explain(why, value);
    return ERR_RANGE;
}

int place_check_degrees(struct text value, int32_t most, struct out *why)
{
    int32_t v;

    if (!literal_fixed(value, DEGREE_DECIMALS, &v) && v >= -most * DEGREE && v <= most * DEGREE)
        return OK;
    out_format(why, "it takes degrees from -%d to %d as 47.4979, or n/a", (int)most, (int)most);
    return ERR_RANGE;
}

struct text place_round(struct text value, char room[PLACE_DEGREES_MAX + 1])
{
    enum { HALF = 5, TEN = 10 };
    struct text decimals = value;
    int32_t v;
    struct out o;

    (void)text_until(&decimals, '.');
    if (decimals.len <= DEGREE_DECIMALS || literal_fixed(value, DEGREE_DECIMALS + 1, &v))
        return value;
    out_init(&o, room, PLACE_DEGREES_MAX);
    out_fixed(&o, (v + (v < 0 ? -HALF : HALF)) / TEN, DEGREE_DECIMALS);
    return out_written(&o);
}
