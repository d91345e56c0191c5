// Writes the settings as a JSON file and reads them back, from the file or a generation of it.
#include "store/settings_file.h"
#include "base/bytes.h"
#include "store/flatjson.h"
#include "store/records.h"

enum { GENERATION_MAX = 999999999 }; // a larger number is not one that a node counted up to
enum {
    KEY_NAME_MAX = 64,
    ASIDE_MAX = 9 /* copies of damaged files; the last name is used again */
};

struct sink {
    const struct blobs *blobs;
    int err; // the first error of a write
};

static void sink_flush(void *ctx, const char *data, size_t len)
{
    struct sink *k = ctx;

    if (!k->err)
        k->err = k->blobs->write(k->blobs->ctx, data, len);
}

static void write_value(struct out *o, const struct field *f, struct text value)
{
    if (f->kind == K_TEXT)
        out_quoted(o, value);
    else if (f->kind == K_BOOL)
        out_text(o, text_is(value, "True") ? "true" : "false");
    else
        out_slice(o, value);
}

static void write_default(struct out *o, const struct field *f)
{
    char text[16];
    struct out d;

    if (f->kind == K_TEXT) {
        out_quoted(o, text_of(f->text_def));
        return;
    }
    out_init(&d, text, sizeof text);
    field_default(f, &d);
    write_value(o, f, out_written(&d));
}

// An unknown member: its name, a zero byte, its kind, its value.
static void write_unknown(struct out *o, struct text record)
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

static void write_object(const struct settings *s, struct out *o, uint32_t generation, int key,
                         struct text value)
{
    struct text t;
    uint8_t k;

    out_format(o, "{\n    \"generation\": %u", (unsigned)generation);
    for (unsigned i = 0; i < s->n_fields; i++) {
        const struct field *f = &s->fields[i];
        out_format(o, ",\n    \"%s\": ", f->name);
        t = (int)i == key ? value : records_find(s, i);
        if (t.p)
            write_value(o, f, t);
        else
            write_default(o, f);
    }
    for (size_t at = 0; (at = records_next(s, at, &k, &t));) {
        if (k == KEY_UNKNOWN)
            write_unknown(o, t);
    }
    out_text(o, "\n}\n");
}

void settings_generation_name(uint32_t generation, char name[BLOB_NAME_MAX + 1])
{
    struct out o;

    out_init(&o, name, BLOB_NAME_MAX + 1);
    out_format(&o, "node_config.%u.json", (unsigned)(generation % CFG_GENERATIONS));
}

int settings_generation_of(const struct settings *s, const char *blob, uint32_t *generation)
{
    struct flatjson j;
    enum json_kind kind;
    char name[KEY_NAME_MAX], text[16];
    struct out key, value;
    int32_t v;
    int more;

    flatjson_open(&j, s->blobs, blob);
    do {
        out_init(&key, name, sizeof name);
        out_init(&value, text, sizeof text);
        more = flatjson_next(&j, &key, &value, &kind);
        if (more == ERR_FULL) { // some other, longer member
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

// Copies a damaged file to the first free name, so that nothing in it is lost.
static void copy_aside(struct settings *s, char name[BLOB_NAME_MAX + 1])
{
    struct out o;

    for (int i = 1; i <= ASIDE_MAX; i++) {
        out_init(&o, name, BLOB_NAME_MAX + 1);
        out_format(&o, "node_config.damaged.%d.json", i);
        if (!blobs_exists(s->blobs, name))
            break;
    }
    s->file_is_damaged = true;
    s->is_aside = !blobs_copy(s->blobs, SETTINGS_FILE, name);
    if (!s->is_aside)
        name[0] = '\0';
}

// Makes sure that what the file holds stands somewhere else too, before it is replaced.
static int keep_file(struct settings *s, bool as_generation)
{
    char name[BLOB_NAME_MAX + 1];

    if (s->file_is_damaged) {
        if (!s->is_aside)
            copy_aside(s, name);
        return s->is_aside ? OK : ERR_STORE;
    }
    if (!as_generation)
        return OK;
    settings_generation_name(s->generation, name);
    int err = blobs_copy(s->blobs, SETTINGS_FILE, name);
    return err == ERR_NAME ? OK : err; // no file yet: nothing to keep
}

int settings_file_write(struct settings *s, bool new_generation, int key, struct text value)
{
    const struct blobs *b = s->blobs;
    struct sink sink = { b, OK };
    char chunk[64];
    struct out o;
    int err = keep_file(s, new_generation);
    uint32_t generation = s->generation + new_generation;

    if (!err)
        err = b->begin(b->ctx, SETTINGS_FILE);
    if (err)
        return err;
    out_init_flush(&o, chunk, sizeof chunk, sink_flush, &sink);
    write_object(s, &o, generation, key, value);
    out_flush(&o);
    if (sink.err) {
        b->abort(b->ctx);
        return sink.err;
    }
    err = b->commit(b->ctx);
    if (!err) {
        s->generation = generation;
        s->file_is_damaged = s->is_stale = false;
    }
    return err;
}

// True when a member's value is one that the field takes; gives it the stored form.
static bool accept(const struct field *f, enum json_kind kind, struct out *value)
{
    static const enum json_kind wanted[] = {
        [K_BOOL] = JSON_BOOL,   [K_INT] = JSON_NUMBER, [K_FIXED] = JSON_NUMBER,
        [K_CHOICE] = JSON_TEXT, [K_TEXT] = JSON_TEXT,
    };

    if (kind != wanted[f->kind] || !text_is_utf8(out_written(value)))
        return false;
    // A verifier is longer than any password, and a plain password that a person wrote into the
    // file may be shorter than we ask for: both are taken here and judged by who checks passwords.
    if (f->flags & F_HASHED ? !value->len : field_check(f, out_written(value)))
        return false;
    if (f->kind == K_BOOL)
        value->buf[0] = value->buf[0] == 't' ? 'T' : 'F';
    return true;
}

// Puts the name and the kind of an unknown member before its value, which stands behind the last
// record.
static int keep_unknown(struct settings *s, struct out *value, struct text name,
                        enum json_kind kind)
{
    size_t more = name.len + 2;

    if (value->len + more >= value->cap)
        return ERR_FULL;
    bytes_move(value->buf + more, value->buf, value->len);
    bytes_copy(value->buf, name.p, name.len);
    value->buf[name.len] = '\0';
    value->buf[name.len + 1] = (char)('0' + kind);
    records_close(s, KEY_UNKNOWN, value->len + more);
    return OK;
}

static int keep_member(struct settings *s, struct text name, struct out *value, enum json_kind kind,
                       uint32_t *seen, struct settings_report *report)
{
    int32_t v;

    if (text_is(name, "generation")) {
        if (!text_int(out_written(value), &v) && v >= 0 && v <= GENERATION_MAX)
            s->generation = (uint32_t)v;
        return OK;
    }
    int key = settings_find(s, name);
    if (key < 0 && !(text_is_utf8(name) &&
                     text_is_utf8(out_written(value)))) // written back it would be no JSON
        return ERR_DAMAGED;
    if (key < 0)
        return keep_unknown(s, value, name, kind);
    *seen |= 1u << key;
    if (!accept(&s->fields[key], kind, value)) {
        report->odd_key = key;
        records_drop(
            s, (unsigned)key); // of the same key before: the last one counts, and is not taken
        // The default of a password is known to all: better the whole file of before.
        return s->fields[key].flags & F_HASHED ? ERR_DAMAGED : OK;
    }
    // A key that stands twice: the later one counts. Dropping the first moves what lies behind it.
    struct text first = records_find(s, (unsigned)key);
    if (first.p) {
        size_t gone = first.len + RECORD_HEAD, len = value->len;
        records_drop(s, (unsigned)key);
        bytes_move(value->buf - gone, value->buf, len);
        value->buf -= gone;
    }
    if (!records_is_default(s, (unsigned)key, text_make(value->buf, value->len)))
        records_close(s, (unsigned)key, value->len);
    return OK;
}

int settings_load_from(struct settings *s, const char *blob, struct settings_report *report)
{
    struct flatjson j;
    char name[KEY_NAME_MAX];
    struct out key;
    enum json_kind kind;
    uint32_t seen = 0;
    int more;

    records_clear(s);
    s->generation = 0;
    report->odd_key = -1;
    flatjson_open(&j, s->blobs, blob);
    do {
        struct out value = records_value(s);
        out_init(&key, name, sizeof name);
        more = flatjson_next(&j, &key, &value, &kind);
        int err = more == 1 ? keep_member(s, out_written(&key), &value, kind, &seen, report) : OK;
        more = err ? err : more;
    } while (more > 0);
    report->at = j.at;
    report->incomplete = seen != (uint32_t)((1ull << s->n_fields) - 1);
    if (more)
        records_clear(s);
    return more;
}

// Loads the newest generation that is whole; false when there is none.
static bool load_generation(struct settings *s, struct settings_report *report)
{
    uint32_t limit = UINT32_MAX, best, generation;
    char name[BLOB_NAME_MAX + 1];
    struct settings_report ignored;

    for (;;) {
        best = 0;
        bool found = false;
        for (uint32_t slot = 0; slot < CFG_GENERATIONS; slot++) {
            settings_generation_name(slot, name);
            if (settings_generation_of(s, name, &generation) || generation >= limit)
                continue;
            best = !found || generation > best ? generation : best;
            found = true;
        }
        if (!found)
            return false;
        settings_generation_name(best, name);
        if (!settings_load_from(s, name, &ignored)) {
            report->generation = best;
            return true;
        }
        limit = best;
    }
}

void settings_load(struct settings *s, struct settings_report *report)
{
    *report = (struct settings_report){ .odd_key = -1 };
    int err = settings_load_from(s, SETTINGS_FILE, report);

    s->is_stale = true;
    if (!err && report->odd_key >= 0) {
        report->damaged = true;
        copy_aside(s, report->aside);
    }
    if (!err) {
        s->is_stale = report->incomplete || report->damaged;
        return;
    }
    report->damaged = err != ERR_NAME;
    if (report->damaged)
        copy_aside(s, report->aside);
    report->recovered = load_generation(s, report);
    report->created = !report->recovered;
    report->incomplete = true;
    report->odd_key = -1;
    if (!report->recovered)
        s->generation = 0;
}
