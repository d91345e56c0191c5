// sim: the world around a simulated board: the levels of its inputs, the values of its parts. On a
// real board it is refused.
#include "mod/module.h"

// Why a call was refused, and what is accepted. It is in the module's state because it is read
// after the verb has returned.
struct world_words {
    char text[192];
};

enum { PRESS_MS = 100 };

struct sim {
    struct world_words why; // why the last call was refused
    uint8_t gpio;
    bool is_pressed, back; // back: the level to return to
};

// ---- values, and the texts for names or values that are not accepted ----

// Value number i of a part that can be set, or NULL after the last. Its present value goes to
// `now`, with its unit, unless `now` is NULL.
static const struct field *world_value(const struct call *c, unsigned i, struct out *now)
{
    const struct hw_simulated *world = c->pins->hw->simulated;

    return world && world->part_at ? world->part_at(c->pins->hw->ctx, i, now) : NULL;
}

// The value with this name, or NULL.
static const struct field *world_find_value(const struct call *c, struct text name)
{
    const struct field *f;

    for (unsigned i = 0; (f = world_value(c, i, NULL)); i++)
        if (text_is(name, f->name))
            break;
    return f;
}

// Whether `name` is half of a value's name: "dht22" and "temp" are both halves of "dht22.temp".
static bool is_half_of(struct text name, const char *value)
{
    struct text second = text_of(value), first = text_until(&second, '.');

    return second.len && (text_same(name, first) || text_same(name, second));
}

static void suggest(struct out *o, const char *name, bool is_first)
{
    out_format(o, "%s%s", is_first ? "; did you mean " : ", ", name);
}

// Suggests all values of which it is a half, or else the nearest of all names.
static void suggest_for(const struct call *c, struct text name, bool may_be_value, struct out *o)
{
    struct nearest near;
    const struct field *f;
    unsigned count = 0;

    nearest_init(&near, name);
    for (const struct board_pin *p = c->pins->board->pins; p->logical; p++)
        nearest_try(&near, p->logical);
    for (unsigned i = 0; may_be_value && (f = world_value(c, i, NULL)); i++) {
        nearest_try(&near, f->name);
        if (is_half_of(name, f->name))
            suggest(o, f->name, !count++);
    }
    if (near.best && !count)
        suggest(o, near.best, !count++);
    out_text(o, count ? "?" : "");
}

// Sets the call's fault. Returns the error for the verb to return.
static int sim_refuse(struct call *c, struct world_words *w, int err)
{
    *c->fault = (struct fault){ FAULT_WORDS, .err = err, .what = text_of(w->text) };
    return err;
}

static int refuse_name(struct call *c, struct world_words *w, struct text name, bool may_be_value)
{
    const char *see = may_be_value ? "sim parts and system pinmap" : "system pinmap";
    struct out o;

    out_init(&o, w->text, sizeof w->text);
    if (name.len)
        out_format(&o, "%.*s: no such name, see %s", (int)name.len, name.p, see);
    else
        out_format(&o, "which one? See %s", see);
    suggest_for(c, name, may_be_value, &o);
    return sim_refuse(c, w, ERR_NAME);
}

static int world_refuse_pin(struct call *c, struct world_words *w, struct text name)
{
    return refuse_name(c, w, name, false);
}

// Refuses a name that is neither a value nor a pin.
static int world_refuse_name(struct call *c, struct world_words *w, struct text name)
{
    return refuse_name(c, w, name, world_value(c, 0, NULL));
}

static int world_refuse_value(struct call *c, struct world_words *w, const struct field *f,
                              const char *name, struct text value)
{
    struct out o;

    out_init(&o, w->text, sizeof w->text);
    if (value.len)
        out_format(&o, "%s: %.*s is not accepted, it takes ", name, (int)value.len, value.p);
    else
        out_format(&o, "%s: to what? It takes ", name);
    field_accepts(f, &o);
    return sim_refuse(c, w, ERR_RANGE);
}

// ---- verbs ----

static int system_sim_drive(struct call *c, const struct board_pin *p, bool high)
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
    static const struct field level = { "level", K_BOOL, "1 is high" };
    struct text value = c->in[1].s;
    bool high;

    if (text_bool(value, &high))
        return world_refuse_value(c, &s->why, &level, p->logical, value);
    int err = system_sim_drive(c, p, high);
    if (!err)
        reply_text(c->reply, "%s: %d", p->logical, (int)high);
    return err;
}

static int sim_set(struct call *c)
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

static int sim_release(struct call *c)
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
    int err = sim_release(c);
    int level = err ? err : hw_pin_read(c->pins->hw, p->gpio);
    err = level < 0 ? level : system_sim_drive(c, p, !level);
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

    if (!world_value(c, 0, NULL))
        return ERR_NOTSUP;
    for (unsigned i = 0; (f = world_value(c, i, NULL)); i++) {
        struct out o = reply_open(c->reply, f->name, chunk, sizeof chunk);
        (void)world_value(c, i, &o);
        out_text(&o, " (");
        field_accepts(f, &o);
        out_char(&o, ')');
        reply_close(c->reply, &o);
    }
    return OK;
}

static int sim_show(struct call *c)
{
    const struct hw *hw = c->pins->hw;
    char chunk[32];

    if (!hw->simulated || !hw->simulated->show)
        return ERR_NOTSUP;
    reply_begin(c->reply, REPLY_LINES);
    struct out o = reply_open(c->reply, NULL, chunk, sizeof chunk);
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
static const struct field show_out[] = { { "lines", K_TEXT, "of what is wired" } };
static const struct field parts_out[] = { { ANY_NAME, K_TEXT, "what it is, and what it takes" } };
static const struct verb verbs[] = {
    { "set", sim_set, "what an input sees, or a part measures, from now on", IN(set_in),
      OUT_ONLY(TEXT) },
    { "press", press, "the other level, and back: a button", IN(press_in), OUT_ONLY(TEXT) },
    { "show", sim_show, "the pins in use and what is wired to them", OUT(LIST, show_out) },
    { "parts", parts, "what can be set: each value, what it is, what it takes",
      OUT(MAP, parts_out) },
};
const struct module mod_sim = {
    .name = "sim",
    .help = "the world around a simulated board",
    .tick = sim_release,
    .size = sizeof(struct sim),
    VERBS(verbs),
};
