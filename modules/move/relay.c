// relay: up to four relays. A relay can have a time limit. Then the node switches it off, even if
// the client that switched it on is gone. After a start all relays are off.
#include "mod/module.h"

enum { RELAYS_MAX = 4, RETRY_MS = 100, LIMIT_MAX_S = 86400 };

struct relays {
    int32_t on[RELAYS_MAX], limit_s[RELAYS_MAX]; // limit_s: 0 means no limit
    int32_t channels, interlock, active_low;
    uint32_t since_ms[RELAYS_MAX], off_at_ms[RELAYS_MAX]; // on the node's clock
    bool is_timed[RELAYS_MAX], is_unsure[RELAYS_MAX]; // is_unsure: the board failed to set the pin
};

// ---- switching: after a failure all relays are switched off ----

// If the pin was refused, its level has not changed. If writing failed, its level is unknown.
static int relays_write(struct call *c, unsigned i, bool on)
{
    struct relays *r = c->self;

    *c->fault = (struct fault){ 0 };
    int err = call_pin_write(c, i, on != (r->active_low != 0));
    if (!err)
        r->on[i] = on;
    if (!err || c->fault->kind == FAULT_ERR)
        r->is_unsure[i] = err != OK;
    return err;
}

static int relays_switch_off(struct call *c, unsigned i)
{
    struct relays *r = c->self;
    int err = relays_write(c, i, false);

    if (!err)
        r->is_timed[i] = false;
    return err;
}

// Sets the time of the tick: when the next relay must be switched off.
static void relays_schedule(struct call *c)
{
    const struct relays *r = c->self;
    uint32_t now_ms = call_clock_ms(c);

    for (unsigned i = 0; i < RELAYS_MAX; i++) {
        int32_t left_ms = (int32_t)(r->off_at_ms[i] - now_ms);
        uint32_t wake_ms = left_ms > 0 ? (uint32_t)left_ms : 1;
        if (r->is_timed[i] && (!c->wake_in_ms || wake_ms < c->wake_in_ms))
            c->wake_in_ms = wake_ms;
    }
}

// Switches all relays off except `but` (-1: no exception). An error with one does not leave the
// others on.
static int relays_all_off(struct call *c, int but)
{
    const struct relays *r = c->self;
    struct fault why = { 0 };
    int err = OK;

    for (int i = 0; i < r->channels; i++) {
        int failed = i != but ? relays_switch_off(c, (unsigned)i) : OK;
        if (failed && !err) {
            err = failed;
            why = *c->fault;
        }
    }
    *c->fault = why;
    return err;
}

// Switches all off, which is the safe state. Returns the error that caused it. A relay that does
// not follow is tried again.
static int relays_give_up(struct call *c, int err)
{
    struct relays *r = c->self;
    struct fault why = *c->fault;

    (void)relays_all_off(c, -1);
    for (unsigned i = 0; i < RELAYS_MAX; i++) {
        r->is_timed[i] = r->on[i] || r->is_unsure[i];
        r->off_at_ms[i] = call_clock_ms(c) + RETRY_MS;
    }
    relays_schedule(c);
    *c->fault = why;
    return err;
}

// Sets when a relay goes off. Its limit counts from when it was switched on, so repeating a command
// does not extend it.
static void relays_set_time(struct call *c, unsigned i, int32_t for_s)
{
    struct relays *r = c->self;
    uint32_t now_ms = call_clock_ms(c), on_ms = now_ms - r->since_ms[i];
    uint32_t limit_ms = (uint32_t)r->limit_s[i] * 1000, for_ms = (uint32_t)for_s * 1000;
    uint32_t left_ms = on_ms < limit_ms ? limit_ms - on_ms : 0;

    r->is_timed[i] = for_s || r->limit_s[i];
    r->off_at_ms[i] = now_ms + (r->limit_s[i] && (!for_s || left_ms < for_ms) ? left_ms : for_ms);
}

// Switches a relay on. With an interlock the others go off first. for_s: off again after this time;
// 0: at its limit.
static int relays_switch_on(struct call *c, unsigned i, int32_t for_s)
{
    struct relays *r = c->self;
    bool was_on = r->on[i];
    int err = r->interlock ? relays_all_off(c, (int)i) : OK;

    err = err ? err : relays_write(c, i, true);
    if (err)
        return err;
    if (!was_on)
        r->since_ms[i] = call_clock_ms(c);
    relays_set_time(c, i, for_s);
    return OK;
}

static int relays_tick(struct call *c)
{
    struct relays *r = c->self;
    int err = OK;

    for (unsigned i = 0; i < RELAYS_MAX && !err; i++)
        if (r->is_timed[i] && (int32_t)(call_clock_ms(c) - r->off_at_ms[i]) >= 0)
            err = relays_switch_off(c, i);
    if (err)
        return relays_give_up(c, err);
    relays_schedule(c);
    return OK;
}

// ---- verbs ----

static int relay_put(struct call *c, int32_t i, bool on, int32_t for_s)
{
    const struct relays *r = c->self;

    if (i >= r->channels) {
        reply_refuse(c->reply, "relay %d: there are %d, from 0 on; relay setup says how many",
                     (int)i, (int)r->channels);
        return OK;
    }
    int err = on ? relays_switch_on(c, (unsigned)i, for_s) : relays_switch_off(c, (unsigned)i);
    if (err && c->fault->kind != FAULT_ERR) // the pin was refused, so nothing has changed
        return err;
    if (err)
        return relays_give_up(c, err);
    relays_schedule(c);
    reply_text(c->reply, on ? "RELAY %d: ON" : "RELAY %d: OFF", (int)i);
    return OK;
}

static int relay_set(struct call *c)
{
    return relay_put(c, c->in[0].i, c->in[1].i, c->in[2].i);
}

static int relay_toggle(struct call *c)
{
    const struct relays *r = c->self;

    return relay_put(c, c->in[0].i, !r->on[c->in[0].i], 0);
}

static int relay_off(struct call *c)
{
    int err = relays_all_off(c, -1);

    if (err)
        return relays_give_up(c, err);
    reply_text(c->reply, "RELAYS: OFF");
    return OK;
}

static int relay_limit(struct call *c)
{
    struct relays *r = c->self;
    unsigned i = (unsigned)c->in[0].i;

    r->limit_s[i] = c->in[1].i;
    if (r->on[i])
        relays_set_time(c, i, 0);
    relays_schedule(c);
    return call_status(c);
}

static int setup(struct call *c)
{
    struct relays *r = c->self;
    int32_t channels = r->channels, active_low = r->active_low;
    int err = relays_all_off(c, -1);

    if (err)
        return relays_give_up(c, err);
    r->channels = call_has(c, 0) ? c->in[0].i : channels;
    r->active_low = call_has(c, 2) ? c->in[2].i : active_low;
    err = relays_all_off(c, -1);
    if (err) {
        r->channels = channels;
        r->active_low = active_low;
        return relays_give_up(c, err);
    }
    r->interlock = call_has(c, 1) ? c->in[1].i : r->interlock;
    return call_status(c);
}

// If a pin is taken, the user learns it when the relay is switched.
static int relay_start(struct call *c)
{
    int err = relays_all_off(c, -1);

    if (err)
        (void)relays_give_up(c, err);
    return OK;
}

static void relay_stop(struct call *c)
{
    (void)relays_all_off(c, -1);
}

#define CHANNEL "channel", K_INT, "which one, from 0 on", .hi = RELAYS_MAX - 1
#define LIMIT(name, i)                                                                             \
    {                                                                                              \
        name, K_INT, "on for so long at the most; 0: no limit",                                    \
            .unit = "s", .hi = LIMIT_MAX_S, .flags = F_KEEP, AT(struct relays, limit_s[i])         \
    }
#define ON(name, i)                                                                                \
    {                                                                                              \
        name, K_INT, "whether it is on", .hi = 1, AT(struct relays, on[i]), .class = CLASS_ON_OFF  \
    }
static const struct pin_need pins[RELAYS_MAX] = {
    { "simple_0", PIN_OUT }, { "simple_1", PIN_OUT }, { "simple_2", PIN_OUT }, { "pwm_5", PIN_OUT }
};
static const struct field set_in[] = {
    { CHANNEL },
    { "state", K_BOOL, "on or off" },
    { "sec", K_INT, "switch it off after so long", .unit = "s", .hi = LIMIT_MAX_S,
      .flags = F_OPTIONAL },
};
static const struct field toggle_in[] = { { CHANNEL, .flags = F_OPTIONAL } };
static const struct field limit_in[] = {
    { CHANNEL },
    { "sec", K_INT, "on for so long at the most; 0: no limit", .unit = "s", .hi = LIMIT_MAX_S },
};
static const struct field setup_in[] = {
    { "channels", K_INT, "how many there are", .lo = 1, .hi = RELAYS_MAX, .flags = F_OPTIONAL },
    { "interlock", K_BOOL, "never two at the same time", .flags = F_OPTIONAL },
    { "active_low", K_BOOL, "a low level switches them on", .flags = F_OPTIONAL },
};
static const struct field state[] = {
    { "channels", K_INT, "how many there are", .lo = 1, .hi = RELAYS_MAX, .def = 1, .flags = F_KEEP,
      AT(struct relays, channels) },
    { "interlock", K_INT, "never two at the same time", .hi = 1, .flags = F_KEEP,
      AT(struct relays, interlock) },
    { "active_low", K_INT, "a low level switches them on", .hi = 1, .flags = F_KEEP,
      AT(struct relays, active_low) },
    LIMIT("limit 0", 0),
    LIMIT("limit 1", 1),
    LIMIT("limit 2", 2),
    LIMIT("limit 3", 3),
    ON("on 0", 0),
    ON("on 1", 1),
    ON("on 2", 2),
    ON("on 3", 3),
};
static const struct verb verbs[] = {
    { "set", relay_set, "switch one, for a time if that is given", IN(set_in), OUT_ONLY(TEXT) },
    { "toggle", relay_toggle, "switch one to the other state", IN(toggle_in), OUT_ONLY(TEXT) },
    { "off", relay_off, "switch all off", OUT_ONLY(TEXT) },
    { "limit", relay_limit, "the longest time that one may be on", IN(limit_in), OUT_ONLY(STATE) },
    { "setup", setup, "what is wired to the node; all are off then", IN(setup_in),
      OUT_ONLY(STATE) },
    { "status", call_status, "all of it", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIOs of the relays", OUT_ONLY(PINS) },
};
const struct module mod_relay = {
    .name = "relay",
    .help = "relays with time limits",
    .keep_file = "relay.pds",
    .start = relay_start,
    .tick = relays_tick,
    .stop = relay_stop,
    PINS(pins),
    STATE(state, struct relays),
    VERBS(verbs),
};
