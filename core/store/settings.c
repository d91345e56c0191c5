// The settings in memory: typed access to what differs from the defaults.
#include "store/settings.h"
#include "store/records.h"
#include "store/settings_file.h"

void settings_init(struct settings *s, const struct field *fields, unsigned n,
                   const struct blobs *blobs)
{
    s->fields = fields;
    s->n_fields = n;
    s->blobs = blobs;
    s->generation = 0;
    records_clear(s);
    s->file_is_damaged = s->is_aside = s->is_stale = false;
}

int settings_find(const struct settings *s, struct text name)
{
    for (unsigned i = 0; i < s->n_fields; i++)
        if (text_is(name, s->fields[i].name))
            return (int)i;
    return ERR_NAME;
}

int32_t settings_int(const struct settings *s, unsigned key)
{
    int32_t v;

    return text_int(records_find(s, key), &v) ? s->fields[key].def : v;
}

bool settings_bool(const struct settings *s, unsigned key)
{
    struct text t = records_find(s, key);

    return t.p ? text_is(t, "True") : s->fields[key].def != 0;
}

struct text settings_text(const struct settings *s, unsigned key)
{
    struct text t = records_find(s, key);

    return t.p ? t : text_of(s->fields[key].text_def);
}

bool settings_is_default(const struct settings *s, unsigned key)
{
    return !records_find(s, key).p;
}

bool settings_is_set(const struct settings *s, unsigned key)
{
    return !text_same_nocase(settings_text(s, key), "n/a");
}

void settings_show(const struct settings *s, unsigned key, struct out *o)
{
    struct text t = records_find(s, key);

    if (s->fields[key].flags & F_SECRET)
        out_text(o, "********");
    else if (t.p)
        out_slice(o, t);
    else
        field_default(&s->fields[key], o);
}

bool settings_equals(const struct settings *s, unsigned key, struct text value)
{
    struct text t = records_find(s, key);

    return t.p ? text_same(t, value) : records_is_default(s, key, value);
}

// The form in which a value is stored: "True", "42".
static struct text canonical(const struct field *f, struct text value, char spare[16])
{
    struct out o;
    int32_t v;

    out_init(&o, spare, 16);
    if (f->kind == K_BOOL)
        out_text(&o, text_same_nocase(value, "true") ? "True" : "False");
    else if (f->kind == K_INT && !text_int(value, &v))
        out_int(&o, v);
    else
        return value;
    return out_written(&o);
}

int settings_set(struct settings *s, unsigned key, struct text value)
{
    char spare[16];

    value = canonical(&s->fields[key], value, spare);
    if (settings_equals(s, key, value))
        return 0;
    int err = records_fit(s, key, value) ? settings_file_write(s, true, (int)key, value) : ERR_FULL;
    if (err)
        return err;
    records_put(s, key, value);
    return 1;
}

int settings_note(struct settings *s, unsigned key, struct text value)
{
    if (settings_equals(s, key, value))
        return OK;
    if (!records_fit(s, key, value))
        return ERR_FULL;
    records_put(s, key, value);
    s->is_stale = true;
    return OK;
}

int settings_sync(struct settings *s)
{
    return s->is_stale ? settings_file_write(s, false, -1, text_make(0, 0)) : OK;
}

int settings_save(struct settings *s)
{
    return settings_file_write(s, true, -1, text_make(0, 0));
}
