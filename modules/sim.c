// sim: the world around a simulated board: what its inputs see, what its parts measure. A real
// board refuses it.
#include "mod/module.h"

enum { PRESS_MS = 100 };

struct sim {
    uint8_t gpio;
    bool is_pressed, back; // the level it goes back to
};

static int find(struct call *c, unsigned *gpio)
{
    struct text name = c->in[0].s;

    for (const struct board_pin *p = c->pins->board->pins; p->logical; p++) {
        if (text_is(name, p->logical)) {
            *gpio = p->gpio;
            return OK;
        }
    }
    return ERR_NAME;
}

static const struct hw_simulated *world(const struct call *c)
{
    return c->pins->hw->simulated;
}

// The i-th value that can be set in the world, or NULL after the last.
static const struct field *value_at(const struct call *c, unsigned i, struct out *now)
{
    return world(c) && world(c)->part_at ? world(c)->part_at(c->pins->hw->ctx, i, now) : 0;
}

static const struct field level_in = { "level", K_INT, "0 or 1", .lo = 0, .hi = 1 };

static int set_pin(struct call *c)
{
    int32_t high = 0;
    unsigned gpio;
    int err = find(c, &gpio);

    err = err ? err : field_check(&level_in, c->in[1].s);
    (void)text_int(c->in[1].s, &high);
    return err ? err : hw_pin_drive(c->pins->hw, gpio, high);
}

// What is refused is told with what is accepted, even if it was no number.
static int set(struct call *c)
{
    struct text name = c->in[0].s, value = c->in[1].s;
    const struct field *f;
    unsigned i = 0;

    while ((f = value_at(c, i, 0)) && !text_is(name, f->name))
        i++;
    int err = f ? world(c)->part_set(c->pins->hw->ctx, name, value) : set_pin(c);
    if (err == ERR_RANGE || err == ERR_TYPE)
        *c->fault =
            (struct fault){ FAULT_RANGE, .err = err, .field = f ? f : &level_in, .what = value };
    if (!err)
        reply_text(c->reply, "%.*s: %.*s", (int)name.len, name.p, (int)value.len, value.p);
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
    struct sim *s = c->self;
    unsigned gpio;
    int err = find(c, &gpio);

    err = err ? err : release(c);
    int level = err ? err : hw_pin_read(c->pins->hw, gpio);
    err = level < 0 ? level : hw_pin_drive(c->pins->hw, gpio, !level);
    if (err)
        return err;
    *s = (struct sim){ (uint8_t)gpio, true, level };
    c->wake_in_ms = (uint32_t)c->in[1].i;
    reply_text(c->reply, "%.*s: pressed", (int)c->in[0].s.len, c->in[0].s.p);
    return OK;
}

// "dht22.temp: 31.5 C (-40.0 to 80.0)"
static int parts(struct call *c)
{
    const struct field *f;
    char chunk[32];

    if (!value_at(c, 0, 0))
        return ERR_NOTSUP;
    for (unsigned i = 0; (f = value_at(c, i, 0)); i++) {
        struct out o = reply_open(c->reply, f->name, chunk, sizeof chunk);
        (void)value_at(c, i, &o);
        out_text(&o, " (");
        field_accepts(f, &o);
        out_char(&o, ')');
        reply_close(c->reply, &o);
    }
    return OK;
}

static int show(struct call *c)
{
    char chunk[32];

    if (!world(c) || !world(c)->show)
        return ERR_NOTSUP;
    reply_begin(c->reply, REPLY_LINES);
    struct out o = reply_open(c->reply, 0, chunk, sizeof chunk);
    world(c)->show(c->pins->hw->ctx, &o);
    reply_close(c->reply, &o);
    return OK;
}

static const struct field set_in[] = {
    { "name", K_TEXT, "a logical pin, or a value of a part: irq1, dht22.temp", .lo = 1, .hi = 24,
      .flags = F_WORD },
    { "value", K_TEXT, "0 or 1 for a pin; for a part see sim parts", .lo = 1, .hi = 24,
      .flags = F_WORD },
};
static const struct field press_in[] = {
    { "pin", K_TEXT, "a logical pin, irq1 for example", .lo = 1, .hi = 16, .flags = F_WORD },
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
