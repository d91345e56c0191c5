// switch: a relay or a lamp on a digital pin.
#include "mod/module.h"

struct switch_state {
    int32_t on;     // present state; after a start, the state before it
    bool is_driven; // the pin carries this state
};

static int switch_set(struct call *c, bool on)
{
    struct switch_state *s = c->self;
    int err = call_pin_write(c, 0, on);

    if (err)
        return err;
    s->on = on;
    s->is_driven = true;
    return OK;
}

static int switch_answer(struct call *c, bool on)
{
    int err = switch_set(c, on);

    if (!err)
        reply_text(c->reply, "SET STATE: %d", (int)on);
    return err;
}

static int switch_set_state(struct call *c)
{
    const struct switch_state *s = c->self;
    int32_t state = call_has(c, 0) ? c->in[0].i : s->on;

    if (state != 0 && state != 1) {
        reply_refuse(c->reply, "[ERROR] switch input have to 0 or 1");
        return OK;
    }
    return switch_answer(c, state);
}

static int switch_toggle(struct call *c)
{
    const struct switch_state *s = c->self;

    return switch_answer(c, call_has(c, 0) ? c->in[0].i : !(s->on && s->is_driven));
}

static int switch_drive_kept(struct call *c)
{
    const struct switch_state *s = c->self;

    return switch_set(c, s->on);
}

static int switch_restore(struct call *c)
{
    const struct switch_state *s = c->self;

    return call_restore(c, s->is_driven, switch_drive_kept);
}

static void switch_stop(struct call *c)
{
    (void)call_pin_write(c, 0, false);
}

static const struct pin_need pins[] = { { "simple_0", PIN_OUT } };
static const struct field set_in[] = { { "state", K_INT, "0 is off, 1 is on", .hi = 1,
                                         .flags = F_OPTIONAL | F_ANSWERS, .class = CLASS_ON_OFF } };
static const struct field state[] = {
    { "state", K_BOOL, "on or off", .hi = 1, .flags = F_KEEP, AT(struct switch_state, on),
      .class = CLASS_ON_OFF },
};
static const struct verb verbs[] = {
    { "set_state", switch_set_state, "switch on or off", IN(set_in), OUT(TEXT, set_in) },
    { "toggle", switch_toggle, "switch to the other state", IN(call_toggle_in), OUT(TEXT, set_in) },
    { "switch_cache_load_n_init", switch_restore, "bring back what was before the reboot",
      IN(call_restore_in), OUT_ONLY(TEXT) },
};
const struct module mod_switch = {
    .name = "switch",
    .help = "digital output",
    .keep_file = "switch.pds",
    .stop = switch_stop,
    PINS(pins),
    STATE(state, struct switch_state),
    VERBS(verbs),
};
