// Names and values of the simulated world.
#include "lib_world.h"

const struct field *world_value(const struct call *c, unsigned i, struct out *now)
{
    const struct hw_simulated *world = c->pins->hw->simulated;

    return world && world->part_at ? world->part_at(c->pins->hw->ctx, i, now) : 0;
}

const struct field *world_find_value(const struct call *c, struct text name)
{
    const struct field *f;

    for (unsigned i = 0; (f = world_value(c, i, 0)); i++)
        if (text_is(name, f->name))
            break;
    return f;
}

// "dht22" and "temp" are both halves of "dht22.temp".
static bool is_half_of(struct text name, const char *value)
{
    struct text second = text_of(value), first = text_until(&second, '.');

    return second.len && (text_same(name, first) || text_same(name, second));
}

static void suggest(struct out *o, const char *name, bool is_first)
{
    out_format(o, "%s%s", is_first ? "; did you mean " : ", ", name);
}

// The values of which it is a half, or else the nearest of all names.
static void suggest_for(const struct call *c, struct text name, bool may_be_value, struct out *o)
{
    struct nearest near;
    const struct field *f;
    unsigned count = 0;

    nearest_init(&near, name);
    for (const struct board_pin *p = c->pins->board->pins; p->logical; p++)
        nearest_try(&near, p->logical);
    for (unsigned i = 0; may_be_value && (f = world_value(c, i, 0)); i++) {
        nearest_try(&near, f->name);
        if (is_half_of(name, f->name))
            suggest(o, f->name, !count++);
    }
    if (near.best && !count)
        suggest(o, near.best, !count++);
    out_text(o, count ? "?" : "");
}

static int refuse(struct call *c, struct world_words *w, int err)
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
    return refuse(c, w, ERR_NAME);
}

int world_refuse_pin(struct call *c, struct world_words *w, struct text name)
{
    return refuse_name(c, w, name, false);
}

int world_refuse_name(struct call *c, struct world_words *w, struct text name)
{
    return refuse_name(c, w, name, world_value(c, 0, 0));
}

int world_refuse_value(struct call *c, struct world_words *w, const struct field *f,
                       const char *name, struct text value)
{
    struct out o;

    out_init(&o, w->text, sizeof w->text);
    if (value.len)
        out_format(&o, "%s: %.*s is not accepted, it takes ", name, (int)value.len, value.p);
    else
        out_format(&o, "%s: to what? It takes ", name);
    field_accepts(f, &o);
    return refuse(c, w, ERR_RANGE);
}
