// Changes settings.
#include "node/set.h"
#include "base/frame.h"
#include "mod/module.h"
#include "node/password.h"
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
    int err = text_int(value, &minutes) ? ERR_TYPE : OK;
    if (!err && minutes >= -720 && minutes <= 840)
        return OK;
    out_text(why, "it takes minutes from -720 to 840, or n/a");
    return err ? err : ERR_RANGE;
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

static int check_calendar(const struct node *n, struct text value, struct out *why)
{
    struct cron_mistake m;
    size_t at = 0;
    struct cron_entry entry;
    struct cron_rule rule;
    struct zone_rule zone;
    struct cron_place place;

    if (cron_check(value, &m)) {
        out_format(why, "at %u: %s", (unsigned)(m.at - value.p) + 1, m.why);
        return ERR_RANGE;
    }
    place_of(n, &zone, &place);
    while (cron_next_entry(value, &at, &entry)) {
        (void)cron_parse(entry.rule, &rule, &m);
        if (rule.event != CRON_CLOCK && !place.has_position) {
            out_format(why, "at %u: the sun needs a place: set lat and lon first",
                       (unsigned)(entry.rule.p - value.p) + 1);
            return ERR_RANGE;
        }
    }
    return OK;
}

static const struct rule {
    enum key key;
    int (*check)(const struct node *n, struct text value, struct out *why);
} rules[] = {
    { KEY_crontasks, check_calendar },    { KEY_timezone, place_check_zone },
    { KEY_lat, check_latitude },          { KEY_lon, check_longitude },
    { KEY_utc, check_minutes },           { KEY_irq1_trig, check_trigger },
    { KEY_irq2_trig, check_trigger },     { KEY_irq3_trig, check_trigger },
    { KEY_irq4_trig, check_trigger },     { KEY_cstmpmap, check_pin_map },
    { KEY_appwd, access_check_password },
};

int set_check(const struct node *n, enum key key, struct text value, struct out *why)
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

bool set_is_number(unsigned key)
{
    return keys[key].kind == K_INT || key == KEY_utc;
}

int32_t set_read_number(const struct node *n, unsigned key)
{
    return key == KEY_utc ? place_minutes(n) : settings_int(&n->settings, key);
}

void set_show(const struct node *n, unsigned key, struct out *o)
{
    if (set_is_number(key))
        out_int(o, set_read_number(n, key));
    else
        settings_show(&n->settings, key, o);
}

// A frame of its own, which other settings need not have.
SEPARATE_FRAME static int set_password(struct node *n, unsigned key, struct text value)
{
    char verifier[VERIFIER_MAX];

    return settings_set(&n->settings, key, access_verifier(n, value, verifier));
}

int set_value(struct node *n, enum right right, struct text key, struct text value)
{
    int k = settings_find(&n->settings, key);

    if (k < 0)
        return k;
    const struct field *f = &keys[k];
    bool is_allowed = f->flags & F_DRIVE || right == RIGHT_ADMIN;
    int err = f->flags & F_STATE || !is_allowed ? ERR_DENIED : field_check(f, value);
    err = err ? err : set_check(n, (enum key)k, value, NULL);
    if (err)
        return err;
    if (!(f->flags & F_HASHED))
        return settings_set(&n->settings, (unsigned)k, value);
    if (text_is(value, f->text_def))
        return access_is_factory(n) ? OK : ERR_RANGE;
    err = set_password(n, (unsigned)k, value);
    if (err > 0)
        password_keep(n);
    return err;
}

void set_why(const struct node *n, struct text key, struct text value, int err, struct out *why)
{
    int k = settings_find(&n->settings, key);

    if (k < 0) {
        out_format(why, "no setting is called %.*s", (int)key.len, key.p);
        return;
    }
    const struct field *f = &keys[k];
    if (err == ERR_DENIED) {
        out_format(why,
                   f->flags & F_STATE ? "the node keeps %s itself"
                                      : "%s is set by a person at a shell only, not by a module, "
                                        "an automation or another node for them",
                   f->name);
    } else if (err == ERR_RANGE && f->flags & F_HASHED && text_is(value, f->text_def)) {
        out_text(why, "that is the factory password");
    } else if (err == ERR_RANGE && !field_check(f, value) &&
               set_check(n, (enum key)k, value, why)) {
        return;
    } else if (err == ERR_RANGE || err == ERR_TYPE) {
        out_format(why, "%s takes ", f->name);
        field_accepts(f, why);
    } else {
        out_text(why, err_text(err));
    }
}

static void write_uid(const uint8_t *mac, struct out *o)
{
    for (int i = 0; i < 6; i++)
        out_format(o, "0x%x", (unsigned)mac[i]);
}

static void set_report(struct node *n, int err)
{
    if (err)
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] %s write error: %s", SETTINGS_FILE, err_text(err));
}

void set_network(struct node *n)
{
    int err = settings_note(&n->settings, KEY_nwmd, text_of(node_network_mode(n)));

    set_report(n, err ? err : settings_sync(&n->settings));
}

void set_state(struct node *n)
{
    struct settings *s = &n->settings;
    char uid[32];
    struct out o;

    out_init(&o, uid, sizeof uid);
    write_uid(n->mac, &o);
    int err = settings_note(s, KEY_hwuid, out_written(&o));
    if (!err)
        err = settings_note(s, KEY_version, text_of(node_version));
    if (!err)
        err = settings_note(s, KEY_nwmd, text_of(node_network_mode(n)));
    // The first address stays, as the owner's wish; it is not ours to overwrite what was set there.
    if (!err && !settings_is_set(s, KEY_devip))
        err = settings_note(s, KEY_devip, text_of(n->address));
    if (!err)
        err = settings_sync(s);
    set_report(n, err);
}
