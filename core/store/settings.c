// The settings in memory: records of what differs from the defaults, and the typed access to them.
// A record: key (one byte), length (two bytes, low first), the value as the shell shows it.
#include "store/settings.h"
#include "store/settings_file.h"

enum { HEAD = 3 };

void settings_init(struct settings *s, const struct field *fields, unsigned n, const struct blobs *blobs)
{
    s->fields = fields;
    s->n_fields = n;
    s->blobs = blobs;
    s->generation = 0;
    s->used = 0;
    s->file_is_damaged = s->is_aside = s->is_stale = false;
}

size_t records_next(const struct settings *s, size_t at, uint8_t *key, struct text *value)
{
    const char *p = s->text + at;

    if (at >= s->used)
        return 0;
    *key = (uint8_t)p[0];
    *value = text_make(p + HEAD, (uint8_t)p[1] | (size_t)(uint8_t)p[2] << 8);
    return at + HEAD + value->len;
}

struct text records_find(const struct settings *s, unsigned key)
{
    struct text value;
    uint8_t k;

    for (size_t at = 0; (at = records_next(s, at, &k, &value));)
        if (k == key)
            return value;
    return text_make(0, 0);
}

void records_drop(struct settings *s, unsigned key)
{
    struct text value;
    uint8_t k;

    for (size_t at = 0, next; (next = records_next(s, at, &k, &value)); at = next) {
        if (k == key) {
            bytes_move(s->text + at, s->text + next, s->used - next);
            s->used = (uint16_t)(s->used - (next - at));
            return;
        }
    }
}

struct out records_value(struct settings *s)
{
    struct out o;
    size_t start = s->used + (size_t)HEAD;

    if (start >= sizeof s->text)
        start = CFG_SETTINGS_BYTES; // no room: every character overflows
    out_init(&o, s->text + start, sizeof s->text - start);
    return o;
}

void records_close(struct settings *s, unsigned key, size_t len)
{
    char *p = s->text + s->used;

    p[0] = (char)key;
    p[1] = (char)(len & 0xff);
    p[2] = (char)(len >> 8);
    s->used = (uint16_t)(s->used + HEAD + len);
}

bool records_is_default(const struct settings *s, unsigned key, struct text value)
{
    char text[64];
    struct out o;
    const struct field *f = &s->fields[key];

    if (f->kind == K_TEXT)
        return text_is(value, f->text_def ? f->text_def : "");
    out_init(&o, text, sizeof text);
    field_default(f, &o);
    return text_same(value, out_written(&o));
}

// Puts a value that is known to fit.
static void put(struct settings *s, unsigned key, struct text value)
{
    records_drop(s, key);
    if (records_is_default(s, key, value))
        return;
    bytes_copy(s->text + s->used + HEAD, value.p, value.len);
    records_close(s, key, value.len);
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

// The room that a value needs beyond what the key's present record frees.
static bool fits(const struct settings *s, unsigned key, struct text value)
{
    struct text old = records_find(s, key);
    size_t freed = old.p ? HEAD + old.len : 0;

    return s->used - freed + HEAD + value.len <= CFG_SETTINGS_BYTES;
}

int settings_set(struct settings *s, unsigned key, struct text value)
{
    char spare[16];

    value = canonical(&s->fields[key], value, spare);
    if (settings_equals(s, key, value))
        return 0;
    int err = fits(s, key, value) ? settings_file_write(s, true, (int)key, value) : ERR_FULL;
    if (err)
        return err;
    put(s, key, value);
    return 1;
}

int settings_note(struct settings *s, unsigned key, struct text value)
{
    if (settings_equals(s, key, value))
        return OK;
    if (!fits(s, key, value))
        return ERR_FULL;
    put(s, key, value);
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
