// sim: the world around a simulated board: what its inputs see, what its parts measure. A real
// board refuses it.
#include "lib_world.h"

enum { PRESS_MS = 100 };

struct sim {
    struct world_words why; // the last call was refused
    uint8_t gpio;
    bool is_pressed, back; // the level it goes back to
};

static int drive(struct call *c, const struct board_pin *p, bool high)
{
    int err = hw_pin_drive(c->pins->hw, p->gpio, high);
    unsigned gpio;

    if (err == ERR_IO &&
        c->pins->claims[p->gpio].use != PIN_FREE) // an output: the fault says whose
        (void)call_claim_pin(c, text_of(p->logical), PIN_IN, &gpio);
    return err;
}

static int set_pin(struct call *c, const struct board_pin *p)
{
    struct sim *s = c->self;
    static const struct field level = { "level", K_INT, "0 or 1", .lo = 0, .hi = 1 };
    struct text value = c->in[1].s;
    int32_t high = 0;

    if (text_int(value, &high) || field_check(&level, value))
        return world_refuse_value(c, &s->why, &level, p->logical, value);
    int err = drive(c, p, high);
    if (!err)
        reply_text(c->reply, "%s: %.*s", p->logical, (int)value.len, value.p);
    return err;
}

static int set(struct call *c)
{
    struct sim *s = c->self;
    struct text name = c->in[0].s, value = c->in[1].s;
    const struct field *f = world_find_value(c, name);
    const struct board_pin *p = board_pin_named(c->pins->board, name);
    const struct hw *hw = c->pins->hw;

    if (!f)
        return p ? set_pin(c, p) : world_refuse_name(c, &s->why, name);
    int err = hw->simulated->part_set(hw->ctx, name, value);
    if (err == ERR_RANGE || err == ERR_TYPE)
        return world_refuse_value(c, &s->why, f, f->name, value);
    if (!err)
        reply_text(c->reply, "%s: %.*s", f->name, (int)value.len, value.p);
    return err;
}

static int release(struct call *c)
{
    struct sim *s = c->self;

    if (!s->is_pressed)
        return OK;
    s->is_pressed = false;
    return hw_pin_drive(c->pins->hw, s->gpio, s->back);
}

static int press(struct call *c)
{
    const struct board_pin *p = board_pin_named(c->pins->board, c->in[0].s);
    struct sim *s = c->self;

    if (!p)
        return world_refuse_pin(c, &s->why, c->in[0].s);
    int err = release(c);
    int level = err ? err : hw_pin_read(c->pins->hw, p->gpio);
    err = level < 0 ? level : drive(c, p, !level);
    if (err)
        return err;
    s->gpio = p->gpio;
    s->is_pressed = true;
    s->back = level;
    c->wake_in_ms = (uint32_t)c->in[1].i;
    reply_text(c->reply, "%s: pressed", p->logical);
    return OK;
}

// "dht22.temp: 31.5 C (-40.0 to 80.0)"
static int parts(struct call *c)
{
    const struct field *f;
    char chunk[32];

    if (!world_value(c, 0, 0))
        return ERR_NOTSUP;
    for (unsigned i = 0; (f = world_value(c, i, 0)); i++) {
        struct out o = reply_open(c->reply, f->name, chunk, sizeof chunk);
        (void)world_value(c, i, &o);
        out_text(&o, " (");
        field_accepts(f, &o);
        out_char(&o, ')');
        reply_close(c->reply, &o);
    }
    return OK;
}

static int show(struct call *c)
{
    const struct hw *hw = c->pins->hw;
    char chunk[32];

    if (!hw->simulated || !hw->simulated->show)
        return ERR_NOTSUP;
    reply_begin(c->reply, REPLY_LINES);
    struct out o = reply_open(c->reply, 0, chunk, sizeof chunk);
    hw->simulated->show(hw->ctx, &o);
    reply_close(c->reply, &o);
    return OK;
}

static const struct field set_in[] = {
    { "name", K_TEXT, "a logical pin, or a value of a part: irq1, dht22.temp", .hi = 24,
      .flags = F_WORD | F_OPTIONAL },
    { "value", K_TEXT, "0 or 1 for a pin; for a part see sim parts", .hi = 24,
      .flags = F_WORD | F_OPTIONAL },
};
static const struct field press_in[] = {
    { "pin", K_TEXT, "a logical pin, irq1 for example", .hi = 24, .flags = F_WORD | F_OPTIONAL },
    { "ms", K_INT, "how long", .unit = "ms", .lo = 1, .hi = 60000, .def = PRESS_MS,
      .flags = F_OPTIONAL },
};
static const struct verb verbs[] = {
    { "set", set, "what an input sees, or a part measures, from now on", IN(set_in) },
    { "press", press, "the other level, and back: a button", IN(press_in) },
    { "show", show, "the pins in use and what is wired to them" },
    { "parts", parts, "what can be set: each value, what it is, what it takes" },
};
const struct module mod_sim = {
    .name = "sim",
    .help = "the world around a simulated board",
    .tick = release,
    .size = sizeof(struct sim),
    VERBS(verbs),
};
