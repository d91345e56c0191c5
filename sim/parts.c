// The set of simulated parts: their power, and access to their world by name.
#include "sim/parts.h"
#include "base/bytes.h"

static const struct part *const all[] = {
    &part_ssd1306, &part_bme280, &part_dht, &part_hcsr04,  &part_ds18,
    &part_pixels,  &part_analog, &part_pir, &part_encoder, &part_chip,
};

const struct part *parts_at(unsigned i)
{
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}

const struct field *parts_field(unsigned i)
{
    const struct part *part;

    for (unsigned n = 0; (part = parts_at(n)); n++) {
        if (i < part->n_fields)
            return &part->fields[i];
        i -= part->n_fields;
    }
    return NULL;
}

static void put_choice(const char *choices, int32_t index, struct out *o)
{
    struct text rest = text_of(choices);

    while (index-- > 0)
        (void)text_until(&rest, '|');
    out_slice(o, text_until(&rest, '|'));
}

void parts_put_value(const struct parts *p, const struct field *f, struct out *o)
{
    int32_t v;

    bytes_copy(&v, (const char *)p + f->at, sizeof v);
    if (f->kind == K_CHOICE)
        put_choice(f->choices, v, o);
    else
        out_fixed(o, v, f->decimals);
    if (f->unit)
        out_format(o, " %s", f->unit);
}

static void parts_put(struct parts *p, const struct field *f, int32_t v)
{
    bytes_copy((char *)p + f->at, &v, sizeof v);
}

static void parts_apply(struct sim *s, const struct field *f)
{
    const struct part *part;

    for (unsigned i = 0; (part = parts_at(i)); i++)
        if (part->apply)
            part->apply(s, f);
}

static int32_t default_of(const struct sim *s, const struct field *f)
{
    unsigned gpio;

    if (f->kind != K_INT || !f->text_def)
        return f->def;
    return board_gpio(s->board, f->text_def, &gpio) ? PART_NOT_WIRED : (int32_t)gpio;
}

static void parts_power_on(const struct sim *s, struct parts *p)
{
    const struct part *part;
    const struct field *f;

    for (unsigned i = 0; (f = parts_field(i)); i++)
        parts_put(p, f, default_of(s, f));
    for (unsigned i = 0; (part = parts_at(i)); i++)
        if (part->power_on)
            part->power_on(p);
    p->has_power = true;
}

struct parts *parts_of(struct sim *s)
{
    if (!s->parts) {
        s->parts = s->take_parts(s->take_ctx);
        if (s->parts && !s->parts->has_power)
            parts_power_on(s, s->parts);
        if (s->parts)
            parts_apply(s, NULL);
    }
    return s->parts;
}

static const struct field *parts_find(struct text name)
{
    const struct field *f;

    for (unsigned i = 0; (f = parts_field(i)); i++)
        if (text_is(name, f->name))
            return f;
    return NULL;
}

// Reads the typed text, as far as possible without the field.
static struct literal literal_of(const struct field *f, struct text t)
{
    struct literal l = { LIT_TEXT, .text = t };
    int32_t unused;

    if (f->kind == K_CHOICE)
        return l;
    if (text_long(t, &l.i) == OK)
        l.kind = LIT_INT;
    else if (literal_fixed(t, 0, &unused) != ERR_SYNTAX)
        l.kind = LIT_FLOAT;
    return l;
}

static int parts_convert(const struct field *f, struct text t, int32_t *v)
{
    struct literal l = literal_of(f, t);
    union value value = { 0 };
    int err = field_convert(f, &l, &value);

    *v = value.i;
    return err;
}

int parts_set(struct sim *s, struct text name, struct text value)
{
    const struct field *f = parts_find(name);
    int32_t v;

    if (!f)
        return ERR_NAME;
    int err = parts_convert(f, value, &v);
    if (err)
        return err;
    if (!parts_of(s))
        return ERR_FULL;
    parts_put(s->parts, f, v);
    parts_apply(s, f);
    return OK;
}
