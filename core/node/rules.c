// Rules of single settings.
#include "node/rules.h"
#include "node/agenda.h"
#include "node/place.h"

static int check_latitude(const struct node *n, struct text value, struct out *why)
{
    (void)n;
    return place_check_degrees(value, 90, why);
}

static int check_longitude(const struct node *n, struct text value, struct out *why)
{
    (void)n;
    return place_check_degrees(value, 180, why);
}

static int check_minutes(const struct node *n, struct text value, struct out *why)
{
    int32_t minutes;

    (void)n;
    if (!text_int(value, &minutes) && minutes >= -720 && minutes <= 840)
        return OK;
    out_text(why, "it takes minutes from -720 to 840, or n/a");
    return ERR_RANGE;
}

static int check_trigger(const struct node *n, struct text value, struct out *why)
{
    (void)n;
    if (text_is(value, "up") || text_is(value, "down") || text_is(value, "both"))
        return OK;
    out_text(why, "it takes up, down, both or n/a");
    return ERR_RANGE;
}

static int check_pin_map(const struct node *n, struct text value, struct out *why)
{
    const struct port *p = n->port;

    return p->check_pin_map ? p->check_pin_map(p->ctx, value, why) : ERR_NOTSUP;
}

static const struct rule {
    enum key key;
    int (*check)(const struct node *n, struct text value, struct out *why);
} rules[] = {
    { KEY_crontasks, agenda_check },  { KEY_timezone, place_check_zone },
    { KEY_lat, check_latitude },      { KEY_lon, check_longitude },
    { KEY_utc, check_minutes },       { KEY_irq1_trig, check_trigger },
    { KEY_irq2_trig, check_trigger }, { KEY_irq3_trig, check_trigger },
    { KEY_irq4_trig, check_trigger }, { KEY_cstmpmap, check_pin_map },
};

int rules_check(const struct node *n, enum key key, struct text value, struct out *why)
{
    char none[1];
    struct out nowhere;

    out_init(&nowhere, none, sizeof none);
    if (text_same_nocase(value, "n/a"))
        return OK;
    for (unsigned i = 0; i < COUNT(rules); i++)
        if (rules[i].key == key)
            return rules[i].check(n, value, why ? why : &nowhere);
    return OK;
}
