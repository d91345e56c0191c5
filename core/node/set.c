// Changes settings.
#include "node/set.h"
#include "base/frame.h"
#include "mod/module.h"
#include "net/sntp.h"
#include "node/change_mark.h"
#include "node/host_password.h"
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

static int check_port(const struct node *n, struct text value, struct out *why)
{
    const struct port *p = n->port;
    int32_t port = 0;

    (void)text_int(value, &port);
    int err = p->check_port ? p->check_port(p->ctx, (uint16_t)port, why) : OK;
    // A port that is taken now may be free at the next start.
    return err == ERR_DENIED ? ERR_RANGE : OK;
}

// Refuses an address that no host can have, as the node would be left without an address.
static int check_host_address(const struct node *n, struct text value, struct out *why)
{
    int32_t first = 0;

    (void)n;
    (void)text_int(text_until(&value, '.'), &first);
    if (first > 0 && first != 127 && first < 224)
        return OK;
    out_text(why, "it takes an address that a host can have, as 192.168.1.20, or n/a");
    return ERR_RANGE;
}

static int check_servers(const struct node *n, struct text value, struct out *why)
{
    struct sntp_server server;
    unsigned count = 0;
    int found;

    (void)n;
    while ((found = sntp_next_server(&value, &server)) > 0 && text_is_name(server.host, "-_.:%"))
        count++;
    if (!found && count)
        return OK;
    out_text(why,
             "it takes names or addresses of time servers as pool.ntp.org;192.168.1.1, or n/a");
    return ERR_RANGE;
}

// Finds the first entry that needs the sun. Returns 0 if there is none.
static unsigned find_sun_entry(struct text list)
{
    struct cron_mistake ignored;
    struct cron_entry entry;
    struct cron_rule rule;
    size_t at = 0;

    while (cron_next_entry(list, &at, &entry))
        if (!cron_parse(entry.rule, &rule, &ignored) && rule.event != CRON_CLOCK)
            return (unsigned)(entry.rule.p - list.p) + 1;
    return 0;
}

static int check_calendar(const struct node *n, struct text value, struct out *why)
{
    struct cron_mistake m;
    struct zone_rule zone;
    struct cron_place place;

    if (cron_check(value, &m)) {
        out_format(why, "at %u: %s", (unsigned)(m.at - value.p) + 1, m.why);
        return ERR_RANGE;
    }
    place_of(n, &zone, &place);
    unsigned at = place.has_position ? 0 : find_sun_entry(value);
    if (!at)
        return OK;
    out_format(why, "at %u: the sun needs a place: set lat and lon first", at);
    return ERR_RANGE;
}

// Refuses to remove the position if entries of the calendar need it for the sun.
static int check_no_place(const struct node *n, struct out *why)
{
    const struct settings *s = &n->settings;

    if (!settings_is_set(s, KEY_crontasks) || !find_sun_entry(settings_text(s, KEY_crontasks)))
        return OK;
    out_text(why, "crontasks follows the sun and needs the place: change crontasks first");
    return ERR_RANGE;
}

// Per IEEE 802.11-2020, J.4.1: a passphrase, or the key itself.
static int check_wifi_password(const struct node *n, struct text value, struct out *why)
{
    enum { KEY_DIGITS = 64 };
    unsigned controls = 0, digits = 0;

    (void)n;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.p[i];
        controls += (uint8_t)c < ' ' || c == 0x7f;
        digits += text_hex_digit(c) >= 0;
    }
    if (!controls && (value.len < KEY_DIGITS || digits == KEY_DIGITS))
        return OK;
    out_text(why, "a Wi-Fi password is 8 to 63 bytes of text, or a key of 64 hexadecimal digits");
    return ERR_RANGE;
}

static int check_host_passwords(const struct node *n, struct text value, struct out *why)
{
    (void)n;
    if (host_password_check(value))
        return OK;
    out_text(why, "it takes name=password, more after a semicolon; in a password ; is written \\; "
                  "and \\ is written \\\\");
    return ERR_RANGE;
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
    { KEY_appwd, access_check_password }, { KEY_socport, check_port },
    { KEY_devip, check_host_address },    { KEY_ntp, check_servers },
    { KEY_stapwd, check_wifi_password },  { KEY_hostpwd, check_host_passwords },
};

int set_check(const struct node *n, enum key key, struct text value, struct out *why)
{
    char none[1];
    struct out nowhere;

    out_init(&nowhere, none, sizeof none);
    why = why ? why : &nowhere;
    if (text_same_nocase(value, "n/a"))
        return key == KEY_lat || key == KEY_lon ? check_no_place(n, why) : OK;
    for (unsigned i = 0; i < COUNT(rules); i++)
        if (rules[i].key == key)
            return rules[i].check(n, value, why);
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

static int keep(struct node *n, const struct principal *who, unsigned key, struct text value)
{
    struct change_mark m;

    change_mark_init(&m, n, who);
    return settings_set(&n->settings, key, value, &m.mark);
}

// A separate frame, as other settings do not need it.
SEPARATE_FRAME static int set_password(struct node *n, const struct principal *who, unsigned key,
                                       struct text value)
{
    char verifier[VERIFIER_MAX];

    if (text_is(value, keys[key].text_def))
        return access_is_factory(n) ? OK : ERR_RANGE;
    return keep(n, who, key, access_verifier(n, value, verifier));
}

// Rounds degrees: a map gives more digits than the sun needs.
SEPARATE_FRAME static int set_degrees(struct node *n, const struct principal *who, unsigned key,
                                      struct text value)
{
    char rounded[PLACE_DEGREES_MAX + 1];

    return keep(n, who, key, place_round(value, rounded));
}

static bool is_mask(const struct field *f, struct text value)
{
    return f->flags & F_SECRET && text_is(value, SETTINGS_MASK);
}

// Whether the asking principal may set that value. A separate frame, which is gone while the
// settings are written.
SEPARATE_FRAME static int set_check_asked(const struct node *n, enum right right, enum key key,
                                          struct text value)
{
    const struct field *f = &keys[key];
    bool is_allowed = f->flags & F_DRIVE || right == RIGHT_ADMIN;
    int err = f->flags & F_STATE || !is_allowed ? ERR_DENIED : field_check(f, value);

    if (!err && is_mask(f, value))
        err = ERR_RANGE;
    return err ? err : set_check(n, key, value, NULL);
}

int set_key(struct node *n, const struct principal *who, enum key key, struct text value)
{
    int err = set_check_asked(n, (enum right)who->right, key, value);

    if (err)
        return err;
    if (key == KEY_lat || key == KEY_lon)
        return set_degrees(n, who, key, value);
    bool is_password = keys[key].flags & F_HASHED;
    err = is_password ? set_password(n, who, key, value) : keep(n, who, key, value);
    // Stores this generation with the copy of the password, so that older settings with `auth
    // false` are recognised later.
    if (err > 0 && (is_password || (key == KEY_auth && settings_bool(&n->settings, KEY_auth))))
        password_keep(n);
    return err;
}

int set_value(struct node *n, const struct principal *who, struct text key, struct text value)
{
    int k = settings_find(&n->settings, key);

    return k < 0 ? k : set_key(n, who, (enum key)k, value);
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
    } else if (err == ERR_RANGE && is_mask(f, value)) {
        out_text(why, "the asterisks stand in place of a password and are none");
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
    // The first address is kept as the owner's wish. Do not overwrite an address that is set.
    if (!err && !settings_is_set(s, KEY_devip))
        err = settings_note(s, KEY_devip, text_of(n->address));
    if (!err)
        err = settings_sync(s);
    set_report(n, err);
}
