// presence: somebody is there if a motion sensor saw motion within the last seconds. It can run a
// command when somebody comes and one when nobody is left.
#include "order.h"

enum { CAME = 0, LEFT = 1, HOLD_MAX_S = 86400 };

struct presence {
    int32_t is_present, is_open, hold_s, motions;
    uint32_t last_ms; // when motion was last seen
    char commands[2][CALL_COMMAND_MAX + 1];
};

static uint32_t hold_ms(const struct presence *p)
{
    return (uint32_t)p->hold_s * 1000;
}

static int note_motion(struct call *c)
{
    struct presence *p = c->self;
    bool was_present = p->is_present;

    p->motions++;
    p->last_ms = call_clock_ms(c);
    p->is_present = true;
    c->wake_in_ms = hold_ms(p);
    return was_present ? OK : order_give(c, p->commands[CAME]);
}

static int presence_edge(struct call *c, unsigned need, bool is_high)
{
    struct presence *p = c->self;

    (void)need;
    if (is_high)
        return note_motion(c);
    p->last_ms = call_clock_ms(c); // there was motion until now
    c->wake_in_ms = p->is_present ? hold_ms(p) : 0;
    return OK;
}

// A sensor that does not answer counts as no motion.
static int presence_tick(struct call *c)
{
    struct presence *p = c->self;
    uint32_t quiet_ms = call_clock_ms(c) - p->last_ms;
    bool is_high = false;

    if (!p->is_present)
        return OK;
    int err = p->is_open ? call_pin_read(c, 0, &is_high) : OK;
    if (!err && is_high) {
        p->last_ms = call_clock_ms(c);
        c->wake_in_ms = hold_ms(p);
        return OK;
    }
    if (quiet_ms < hold_ms(p)) {
        c->wake_in_ms = hold_ms(p) - quiet_ms;
        return err;
    }
    p->is_present = false;
    int told = order_give(c, p->commands[LEFT]);
    return err ? err : told;
}

static int presence_open_pin(struct call *c)
{
    struct presence *p = c->self;
    bool is_high = false;
    int err = call_watch(c, 0);

    err = err ? err : call_pin_read(c, 0, &is_high);
    if (err)
        return err;
    p->is_open = true;
    if (is_high && !p->is_present)
        (void)note_motion(c); // an error of the command is in the log
    return OK;
}

static int presence_load(struct call *c)
{
    struct presence *p = c->self;

    int32_t old_s = p->hold_s, hold_s = call_has(c, 0) ? c->in[0].i : old_s;
    p->hold_s = hold_s;
    if (p->is_present)
        c->wake_in_ms = hold_ms(p);
    int err = presence_open_pin(c);
    if (err) {
        p->hold_s = old_s;
        return err;
    }
    reply_text(c->reply, "PRESENCE: %d s", (int)hold_s);
    return OK;
}

static int subscribe(struct call *c)
{
    struct presence *p = c->self;

    for (unsigned i = 0; i < 2; i++)
        if (call_has(c, i))
            call_store(p->commands[i], sizeof p->commands[i], c->in[i].s);
    return call_status(c);
}

static int motion_trig(struct call *c)
{
    reply_text(c->reply, "MOTION");
    (void)note_motion(c);
    return OK;
}

static const struct pin_need pins[] = { { "simple_2", PIN_IN } };
static const struct field load_in[] = {
    { "timer", K_INT, "somebody is there for so long after the last motion", .unit = "s", .lo = 1,
      .hi = HOLD_MAX_S, .def = 120, .flags = F_OPTIONAL },
};
static const struct field subscribe_in[] = {
    { ORDER("on", "given when somebody comes: 'light toggle True'; '' for none"),
      .flags = F_OPTIONAL | F_COMMAND },
    { ORDER("off", "given when nobody is left; '' for none"), .flags = F_OPTIONAL | F_COMMAND },
};
static const struct field state[] = {
    { "present", K_INT, "whether somebody is there", .hi = 1, AT(struct presence, is_present),
      .class = CLASS_OCCUPANCY },
    { "timer", K_INT, "how long after the last motion", .unit = "s", .lo = 1, .hi = HOLD_MAX_S,
      .def = 120, .flags = F_KEEP, AT(struct presence, hold_s) },
    { "motions", K_INT, "since the boot", AT(struct presence, motions) },
    ORDER_KEPT("on", "given when somebody comes", struct presence, commands[CAME]),
    ORDER_KEPT("off", "given when nobody is left", struct presence, commands[LEFT]),
};
static const struct verb verbs[] = {
    { "load", presence_load, "begin to watch the sensor", IN(load_in), OUT(TEXT, load_in) },
    { "subscribe", subscribe, "the commands for coming and leaving", IN(subscribe_in),
      OUT_ONLY(STATE) },
    { "motion_trig", motion_trig, "as if the sensor had seen motion", OUT_ONLY(TEXT) },
    { "status", call_status, "whether somebody is there, and the commands", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIO of the sensor", OUT_ONLY(PINS) },
};
const struct module mod_presence = {
    .name = "presence",
    .help = "somebody is there: a sensor of motion with commands",
    .keep_file = "presence.pds",
    .tick = presence_tick,
    .edge = presence_edge,
    PINS(pins),
    STATE(state, struct presence),
    VERBS(verbs),
};
