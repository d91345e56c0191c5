// The settings as a JSON file. In memory, records hold the values that are not the default.
#include "base/bytes.h"
#include "store/flatjson.h"
#include "store/format.h"
#include "store/records.h"
#include "store/settings_form.h"

enum { KEY_NAME_MAX = 64 };

static void settings_json_write_value(struct out *o, const struct field *f, struct text value)
{
    int32_t number;

    if (f->kind == K_TEXT || (f->kind == K_HOURS && text_int(value, &number)))
        out_quoted(o, value);
    else if (f->kind == K_BOOL)
        out_text(o, text_is(value, "True") ? "true" : "false");
    else
        out_slice(o, value);
}

static void write_default(struct out *o, const struct field *f)
{
    char spare[16];

    settings_json_write_value(o, f, settings_default(f, spare));
}

// An unknown member: its name, a zero byte, its kind, its value.
static void settings_json_write_unknown(struct out *o, struct text record)
{
    struct text name = text_of(record.p), value = text_skip(record, name.len + 2);

    out_text(o, ",\n    ");
    out_quoted(o, name);
    out_text(o, ": ");
    if (record.p[name.len + 1] == '0' + JSON_TEXT)
        out_quoted(o, value);
    else
        out_slice(o, value);
}

static void escape_flush(void *ctx, const char *data, size_t len)
{
    out_json_chars(ctx, text_make(data, len));
}

static void settings_json_write_mark(const struct settings *s, const struct settings_mark *m,
                                     struct out *o)
{
    char chunk[32];
    struct out escaped;

    out_init_flush(&escaped, chunk, sizeof chunk, escape_flush, o);
    out_char(o, '"');
    settings_write_mark(m, s->generation, &escaped);
    out_flush(&escaped);
    out_char(o, '"');
}

static void settings_json_write(const struct settings *s, struct out *o,
                                const struct settings_change *c)
{
    struct text t;
    uint8_t k;

    out_format(o, "{\n    \"format\": \"%u.%u\",\n    \"generation\": %u",
               format_major(SETTINGS_FORMAT), format_minor(SETTINGS_FORMAT),
               (unsigned)s->generation);
    for (unsigned i = 0; i < s->n_fields; i++) {
        const struct field *f = &s->fields[i];
        out_format(o, ",\n    \"%s\": ", f->name);
        t = (int)i == c->key ? c->value : records_find(s, i);
        if (c->mark && i == c->mark->key)
            settings_json_write_mark(s, c->mark, o);
        else if (t.p)
            settings_json_write_value(o, f, t);
        else
            write_default(o, f);
    }
    for (size_t at = 0; (at = records_next(s, at, &k, &t));) {
        if (k == KEY_UNKNOWN)
            settings_json_write_unknown(o, t);
    }
    out_text(o, "\n}\n");
}

static int settings_json_generation_of(const struct settings *s, const char *blob,
                                       uint32_t *generation)
{
    struct flatjson j;
    enum json_kind kind;
    char name[KEY_NAME_MAX], text[16];
    struct out key, value;
    int32_t v;
    int more;

    flatjson_open(&j, s->place->blobs, blob);
    do {
        out_init(&key, name, sizeof name);
        out_init(&value, text, sizeof text);
        more = flatjson_next(&j, &key, &value, &kind);
        if (more == ERR_FULL) { // another member, which is longer
            j.err = OK;
            more = 1;
        } else if (more == 1 && text_is(out_written(&key), "generation")) {
            if (text_int(out_written(&value), &v) || v < 0 || v > GENERATION_MAX)
                return ERR_DAMAGED;
            *generation = (uint32_t)v;
            return OK;
        }
    } while (more > 0);
    return more ? more : ERR_NAME;
}

// Brings yes or no, as a person may write it, into its stored form.
static void store_bool(struct out *value)
{
    bool yes = false;

    (void)text_bool(out_written(value), &yes);
    value->len = 0;
    out_text(value, yes ? "True" : "False");
}

// Whether the field takes a member's value. Brings the value into its stored form.
static bool accept(const struct field *f, enum json_kind kind, struct out *value)
{
    static const enum json_kind wanted[] = {
        [K_BOOL] = JSON_BOOL,   [K_INT] = JSON_NUMBER, [K_FIXED] = JSON_NUMBER,
        [K_CHOICE] = JSON_TEXT, [K_TEXT] = JSON_TEXT,  [K_HOURS] = JSON_NUMBER,
    };
    bool is_minutes = f->kind == K_HOURS && kind == JSON_TEXT;
    bool is_word = f->kind == K_BOOL && (kind == JSON_TEXT || kind == JSON_NUMBER); // "on", 1

    if ((kind != wanted[f->kind] && !is_minutes && !is_word) ||
        !settings_accept(f, out_written(value)))
        return false;
    if (f->kind == K_BOOL)
        store_bool(value);
    return !value->full;
}

// Puts the name and kind of an unknown member before its value. The value is behind the last
// record.
static int keep_unknown(struct settings *s, struct out *value, struct text name,
                        enum json_kind kind)
{
    size_t more = name.len + 2;

    if (value->len + more > value->cap)
        return ERR_FULL;
    bytes_move(value->buf + more, value->buf, value->len);
    bytes_copy(value->buf, name.p, name.len);
    value->buf[name.len] = '\0';
    value->buf[name.len + 1] = (char)('0' + kind);
    records_close(s, KEY_UNKNOWN, value->len + more);
    return OK;
}

// Reads "1.1". Returns false if it is not a format number.
static bool read_format(struct text value, unsigned *format)
{
    struct text major = text_until(&value, '.');
    int32_t a, b;

    if (text_int(major, &a) || text_int(value, &b) || a < 0 || a > 15 || b < 0 || b > 15)
        return false;
    *format = FORMAT((unsigned)a, (unsigned)b);
    return true;
}

// Refuses a file of a newer major number, because it cannot be read correctly.
static int check_format(unsigned format, struct settings_report *report)
{
    if (format > SETTINGS_FORMAT)
        report->format = (uint8_t)format;
    return format_major(format) > format_major(SETTINGS_FORMAT) ? ERR_DAMAGED : OK;
}

static int keep_member(struct settings *s, struct text name, struct out *value, enum json_kind kind,
                       uint8_t *seen, struct settings_report *report)
{
    unsigned format;
    int32_t v;

    if (text_is(name, "format") && read_format(out_written(value), &format))
        return check_format(format, report);
    if (text_is(name, "generation")) {
        if (!text_int(out_written(value), &v) && v >= 0 && v <= GENERATION_MAX)
            s->generation = (uint32_t)v;
        return OK;
    }
    int key = settings_find(s, name);
    if (key < 0 && !(text_is_utf8(name) &&
                     text_is_utf8(out_written(value)))) // as JSON it could not be written back
        return ERR_DAMAGED;
    if (key < 0)
        return keep_unknown(s, value, name, kind);
    keyset_put(seen, (unsigned)key, true);
    if (!accept(&s->fields[key], kind, value)) {
        report->odd_key = key;
        // The last value of a key counts, even if it is not accepted.
        records_drop(s, (unsigned)key);
        // Everybody knows the default password, so use the whole earlier file instead.
        return s->fields[key].flags & F_HASHED ? ERR_DAMAGED : OK;
    }
    // If a key occurs twice, the later one counts. Dropping the first moves the data behind it.
    struct text first = records_find(s, (unsigned)key);
    if (first.p) {
        size_t gone = first.len + RECORD_HEAD, len = value->len;
        records_drop(s, (unsigned)key);
        bytes_move(value->buf - gone, value->buf, len);
        value->buf -= gone;
    }
    if (!field_is_default(&s->fields[key], text_make(value->buf, value->len)))
        records_close(s, (unsigned)key, value->len);
    return OK;
}

static bool has_all_keys(const struct settings *s, const uint8_t *seen)
{
    unsigned key = 0;

    while (key < s->n_fields && keyset_has(seen, key))
        key++;
    return key == s->n_fields;
}

static int settings_json_load(struct settings *s, const char *blob, struct settings_report *report)
{
    struct flatjson j;
    char name[KEY_NAME_MAX];
    struct out key;
    enum json_kind kind;
    uint8_t seen[KEYSET_BYTES(KEYS_MAX)] = { 0 };
    int more;

    flatjson_open(&j, s->place->blobs, blob);
    do {
        struct out value = records_value(s);
        out_init(&key, name, sizeof name);
        more = flatjson_next(&j, &key, &value, &kind);
        int err = more == 1 ? keep_member(s, out_written(&key), &value, kind, seen, report) : OK;
        more = err ? err : more;
    } while (more > 0);
    report->at = j.at;
    report->incomplete = !has_all_keys(s, seen);
    return more;
}

// Passes on the value of one member and drops the values of all others.
struct sieve {
    const char *name;
    const struct out *key;
    struct out *to;
};

static void sieve_flush(void *ctx, const char *data, size_t len)
{
    const struct sieve *v = ctx;

    if (text_is(out_written(v->key), v->name))
        out_slice(v->to, text_make(data, len));
}

static int settings_json_value_of(const struct settings *s, const char *blob, unsigned key,
                                  struct out *o)
{
    const struct field *f = &s->fields[key];
    char name[KEY_NAME_MAX], chunk[16];
    struct out member, value;
    struct sieve sieve = { f->name, &member, o };
    struct flatjson j;
    enum json_kind kind;
    int more;

    flatjson_open(&j, s->place->blobs, blob);
    do {
        out_init(&member, name, sizeof name);
        out_init_flush(&value, chunk, sizeof chunk, sieve_flush, &sieve);
        more = flatjson_next(&j, &member, &value, &kind);
        if (more == ERR_FULL) { // another member, whose name is longer
            j.err = OK;
            more = 1;
        } else if (more == 1 && text_is(out_written(&member), f->name)) {
            if (f->kind == K_BOOL)
                store_bool(&value);
            out_flush(&value);
            return OK;
        }
    } while (more > 0);
    if (!more)
        field_default(f, o);
    return more;
}

static void settings_json_written(struct settings *s, const struct settings_change *c)
{
    if (c->key >= 0)
        records_put(s, (unsigned)c->key, c->value);
    if (!c->mark)
        return;
    records_drop(s, c->mark->key);
    struct out o = records_value(s);
    settings_write_mark(c->mark, s->generation, &o);
    if (!o.full)
        records_close(s, c->mark->key, o.len);
}

static int settings_json_note(struct settings *s, unsigned key, struct text value)
{
    records_put(s, key, value);
    s->is_stale = true;
    return OK;
}

// The value goes behind the last record; that room stays free until something is written.
static int settings_json_fetch(struct settings *s, const char *blob, unsigned key,
                               struct text *value)
{
    struct out o = records_value(s);
    int err = settings_json_value_of(s, blob, key, &o);

    *value = out_written(&o);
    return err ? err : o.full ? ERR_FULL : OK;
}

const struct settings_form settings_json = {
    .find = records_find,
    .fits = records_fit,
    .load = settings_json_load,
    .write = settings_json_write,
    .written = settings_json_written,
    .note = settings_json_note,
    .generation_of = settings_json_generation_of,
    .value_of = settings_json_value_of,
    .fetch = settings_json_fetch,
};
