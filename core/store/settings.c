// Typed access to the settings, for all stored forms.
#include "store/settings.h"
#include "base/frame.h"
#include "store/records.h"
#include "store/settings_form.h"

static struct text store_settings_find(const struct settings *s, unsigned key)
{
    return keyset_has(s->recorded, key) ? s->place->form->find(s, key) : text_make(NULL, 0);
}

void settings_init(struct settings *s, const struct field *fields, unsigned n, uint8_t *recorded,
                   const struct settings_place *place)
{
    *s = (struct settings){
        .fields = fields, .place = place, .recorded = recorded, .n_fields = (uint8_t)n
    };
    records_clear(s);
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

    return text_int(store_settings_find(s, key), &v) ? s->fields[key].def : v;
}

int32_t settings_minutes(const struct settings *s, unsigned key)
{
    int32_t minutes;
    struct text t = store_settings_find(s, key);

    return t.p && !field_minutes(t, &minutes) ? minutes : s->fields[key].def * 60;
}

bool settings_bool(const struct settings *s, unsigned key)
{
    struct text t = store_settings_find(s, key);

    return t.p ? text_is(t, "True") : s->fields[key].def != 0;
}

struct text settings_text(const struct settings *s, unsigned key)
{
    struct text t = store_settings_find(s, key);

    return t.p ? t : text_of(s->fields[key].text_def);
}

bool settings_is_default(const struct settings *s, unsigned key)
{
    return !keyset_has(s->recorded, key); // true also if the record can no longer be read
}

bool settings_is_set(const struct settings *s, unsigned key)
{
    return !text_same_nocase(settings_text(s, key), "n/a");
}

void settings_show(const struct settings *s, unsigned key, struct out *o)
{
    struct text t = store_settings_find(s, key);

    if (s->fields[key].flags & F_SECRET)
        out_text(o, SETTINGS_MASK);
    else if (t.p)
        out_slice(o, t);
    else
        field_default(&s->fields[key], o);
}

bool settings_equals(const struct settings *s, unsigned key, struct text value)
{
    struct text t = store_settings_find(s, key);

    return t.p ? text_same(t, value) : field_is_default(&s->fields[key], value);
}

// "5:30", "-3", "-0:30".
static void write_hours(struct out *o, int32_t minutes)
{
    int32_t m = minutes < 0 ? -minutes : minutes;

    out_format(o, "%s%d", minutes < 0 ? "-" : "", (int)(m / 60));
    if (m % 60)
        out_format(o, ":%d%d", (int)(m % 60 / 10), (int)(m % 10));
}

// Brings a value into its stored form: "True", "42".
SEPARATE_FRAME static void store_form(const struct field *f, struct text *value, char spare[16])
{
    struct out o;
    int32_t v;
    bool yes;

    out_init(&o, spare, 16);
    if (f->kind == K_BOOL && !text_bool(*value, &yes))
        out_text(&o, yes ? "True" : "False");
    else if (f->kind == K_INT && !text_int(*value, &v))
        out_int(&o, v);
    else if (f->kind == K_HOURS && !field_minutes(*value, &v))
        write_hours(&o, v);
    else
        return;
    *value = out_written(&o);
}

enum { MARK_HEAD = RECORD_HEAD + 16 }; // bytes of a mark's record and its key's name

// If not both fit, the mark is dropped and the value kept.
int settings_check_change(const struct settings *s, struct settings_change *c)
{
    bool (*fits)(const struct settings *, unsigned, struct text, size_t) = s->place->form->fits;

    if (c->value.p ? settings_equals(s, (unsigned)c->key, c->value)
                   : settings_is_default(s, (unsigned)c->key))
        return 0;
    if (!fits(s, (unsigned)c->key, c->value, 0))
        return ERR_FULL;
    if (c->mark && !fits(s, (unsigned)c->key, c->value,
                         MARK_HEAD + settings_mark_bytes(c->mark, s->generation + 1)))
        c->mark = NULL;
    return 1;
}

int settings_set(struct settings *s, unsigned key, struct text value,
                 const struct settings_mark *mark)
{
    char spare[16];
    struct settings_change c = { (int)key, value, NULL, mark };

    store_form(&s->fields[key], &c.value, spare);
    return settings_change(s, &c);
}

int settings_note(struct settings *s, unsigned key, struct text value)
{
    if (settings_equals(s, key, value))
        return OK;
    return s->place->form->fits(s, key, value, 0) ? s->place->form->note(s, key, value) : ERR_FULL;
}

int settings_sync(struct settings *s)
{
    struct settings_change c = { .key = -1 };

    return s->is_stale ? settings_file_write(s, false, &c) : OK;
}
