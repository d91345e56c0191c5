// The settings as an image that is used directly from the store, so it takes no RAM. The image has
// these parts:
// - a mark of four bytes; the last one is the major number of the format
// - the generation (low byte first)
// - a record without a name; its value is one byte, the format number
// - a record for each value that is not the default: length of the name, length of the value (low
//   byte first), name, value as the shell shows it
// Records with unknown names are kept: an older or newer release of the node may have written them.
#include "base/frame.h"
#include "store/format.h"
#include "store/settings_form.h"

enum {
    MAJOR_AT = 3,
    MARK_BYTES = 4,
    HEAD_BYTES = MARK_BYTES + 4,
    RECORD_HEAD_BYTES = 3,
    EMPTY_BYTES = HEAD_BYTES + RECORD_HEAD_BYTES + 1 // an image of defaults only
};
static const char mark[] = { 'm', 'S', 'E', '0' + (SETTINGS_FORMAT >> 4), '\0' };

struct record {
    struct text name, value;
};

// The whole blob in place; p is NULL if there is none.
static struct text image(const struct settings *s, const char *blob)
{
    const struct blobs *b = s->place->blobs;
    size_t len = 0;
    const char *p = b->map(b->ctx, blob, &len);

    return text_make(p, p ? len : 0);
}

static struct text image_in_use(const struct settings *s)
{
    char name[GENERATION_NAME_BYTES];

    if (!s->source)
        return image(s, SETTINGS_FILE);
    settings_generation_name(s->source - 1, name);
    return image(s, name);
}

static uint32_t settings_image_number(const char *p, unsigned n_bytes)
{
    uint32_t v = 0;

    while (n_bytes--)
        v = v << 8 | (uint8_t)p[n_bytes];
    return v;
}

// Takes the record at *at and advances. Returns 1, or 0 at the end, or ERR_DAMAGED.
static int next(struct text all, size_t *at, struct record *r)
{
    struct text rest = text_skip(all, *at);

    if (!rest.len)
        return 0;
    if (rest.len < RECORD_HEAD_BYTES)
        return ERR_DAMAGED;
    size_t name_len = settings_image_number(rest.p, 1),
           value_len = settings_image_number(rest.p + 1, 2);
    if (rest.len - RECORD_HEAD_BYTES < name_len + value_len)
        return ERR_DAMAGED;
    r->name = text_make(rest.p + RECORD_HEAD_BYTES, name_len);
    r->value = text_make(r->name.p + name_len, value_len);
    *at += RECORD_HEAD_BYTES + name_len + value_len;
    return 1;
}

static int check_head(struct text all, uint32_t *generation)
{
    if (!all.p)
        return ERR_NAME;
    if (all.len < HEAD_BYTES || !text_starts(all, mark))
        return ERR_DAMAGED;
    *generation = settings_image_number(all.p + MARK_BYTES, 4);
    return *generation <= GENERATION_MAX ? OK : ERR_DAMAGED;
}

static struct text find_in(struct text all, const char *name)
{
    size_t at = HEAD_BYTES;
    struct record r;

    while (next(all, &at, &r) == 1)
        if (text_is(r.name, name))
            return r.value;
    return text_make(NULL, 0);
}

static struct text settings_image_find(const struct settings *s, unsigned key)
{
    if (!keyset_has(s->recorded, key))
        return text_make(NULL, 0);
    return find_in(image_in_use(s), s->fields[key].name);
}

static bool fits(const struct settings *s, unsigned key, struct text value, size_t more)
{
    struct text old = settings_image_find(s, key), all = image_in_use(s);
    size_t record = RECORD_HEAD_BYTES + text_of(s->fields[key].name).len;
    size_t others = (all.len ? all.len : EMPTY_BYTES) - (old.p ? record + old.len : 0);

    return others + record + value.len + more <= CFG_SETTINGS_BYTES;
}

// Reports that a newer program wrote the image.
static void note_format(unsigned format, struct settings_report *report)
{
    if (format > SETTINGS_FORMAT)
        report->format = (uint8_t)format;
}

// Finds out why there is no usable image.
SEPARATE_FRAME static int why_not(const struct settings *s, const char *blob, struct text all,
                                  int err, struct settings_report *report)
{
    const struct blobs *b = s->place->blobs;
    char byte;

    if (!all.p) { // not mapped, but the store may still have it
        int got = b->read(b->ctx, blob, 0, &byte, 1);
        return got < 0 ? got : err;
    }
    unsigned major = all.len > MAJOR_AT ? (uint8_t)all.p[MAJOR_AT] - (unsigned)'0' : 0;
    if (major <= 9 && text_starts(all, "mSE"))
        note_format(FORMAT(major, 0), report);
    return err;
}

static int settings_image_load(struct settings *s, const char *blob, struct settings_report *report)
{
    struct text all = image(s, blob);
    size_t at = HEAD_BYTES;
    struct record r;
    uint32_t generation;
    int more = check_head(all, &generation);

    if (more)
        return why_not(s, blob, all, more, report);
    s->generation = generation;
    s->source = text_is(text_of(blob), SETTINGS_FILE) ? 0 : generation + 1;
    while ((more = next(all, &at, &r)) == 1) {
        int key = settings_find(s, r.name);
        if (!r.name.len && r.value.len)
            note_format(settings_image_number(r.value.p, 1), report);
        if (key < 0)
            continue;
        if (settings_accept(&s->fields[key], r.value)) {
            keyset_put(s->recorded, (unsigned)key, true);
        } else {
            report->odd_key = key;
            if (s->fields[key].flags & F_HASHED) // everybody knows the default password
                return ERR_DAMAGED;
        }
    }
    report->at = (uint32_t)at;
    return more;
}

static void write_record_head(struct out *o, struct text name, size_t value_len)
{
    out_char(o, (char)name.len);
    out_char(o, (char)(value_len & 0xff));
    out_char(o, (char)(value_len >> 8));
    out_slice(o, name);
}

static void write_record(struct out *o, struct text name, struct text value)
{
    write_record_head(o, name, value.len);
    out_slice(o, value);
}

// Flushes before the mark, so that the mark fits into the buffer. Writing a mark needs much stack
// and so does a flush, so no flush may happen while the mark is written.
SEPARATE_FRAME static void settings_image_write_mark(const struct settings *s,
                                                     const struct settings_mark *m, struct out *o)
{
    write_record_head(o, text_of(s->fields[m->key].name), settings_mark_bytes(m, s->generation));
    out_flush(o);
    settings_write_mark(m, s->generation, o);
}

// Searches again for every record, because writing may move the mapped blob.
SEPARATE_FRAME static void settings_image_write_unknown(const struct settings *s, struct out *o)
{
    size_t at = HEAD_BYTES;
    struct record r;
    uint32_t generation;

    if (check_head(image_in_use(s), &generation))
        return;
    while (next(image_in_use(s), &at, &r) == 1)
        if (r.name.len && settings_find(s, r.name) < 0)
            write_record(o, r.name, r.value);
}

SEPARATE_FRAME static struct text changed_value(const struct settings *s,
                                                const struct settings_change *c, unsigned key)
{
    if ((int)key != c->key)
        return settings_image_find(s, key);
    return c->from ? find_in(image(s, c->from), s->fields[key].name) : c->value;
}

static void settings_image_write(const struct settings *s, struct out *o,
                                 const struct settings_change *c)
{
    static const char format[] = { SETTINGS_FORMAT };

    out_text(o, mark);
    for (int i = 0; i < 4; i++)
        out_char(o, (char)(s->generation >> 8 * i & 0xff));
    write_record(o, text_make(NULL, 0), text_make(format, sizeof format));
    for (unsigned i = 0; i < s->n_fields; i++) {
        if (c->mark && i == c->mark->key) {
            settings_image_write_mark(s, c->mark, o);
            continue;
        }
        struct text t = changed_value(s, c, i);
        if (t.p && !field_is_default(&s->fields[i], t))
            write_record(o, text_of(s->fields[i].name), t);
    }
    settings_image_write_unknown(s, o);
}

static void settings_image_written(struct settings *s, const struct settings_change *c)
{
    struct text all = image_in_use(s);

    if (c->key >= 0)
        keyset_put(s->recorded, (unsigned)c->key, find_in(all, s->fields[c->key].name).p);
    if (c->mark)
        keyset_put(s->recorded, c->mark->key, true);
}

static int settings_image_note(struct settings *s, unsigned key, struct text value)
{
    struct settings_change c = { .key = (int)key, .value = value };

    return settings_file_write(s, false, &c);
}

static int settings_image_generation_of(const struct settings *s, const char *blob,
                                        uint32_t *generation)
{
    return check_head(image(s, blob), generation);
}

static int settings_image_value_of(const struct settings *s, const char *blob, unsigned key,
                                   struct out *o)
{
    struct text all = image(s, blob), value;
    uint32_t generation;
    int err = check_head(all, &generation);

    if (err)
        return err;
    value = find_in(all, s->fields[key].name);
    if (value.p)
        out_slice(o, value);
    else
        field_default(&s->fields[key], o);
    return OK;
}

static int settings_image_fetch(struct settings *s, const char *blob, unsigned key,
                                struct text *value)
{
    struct text all = image(s, blob);
    uint32_t generation;
    int err = check_head(all, &generation);

    *value = err ? text_make(NULL, 0) : find_in(all, s->fields[key].name);
    return err;
}

const struct settings_form settings_image = {
    .find = settings_image_find,
    .fits = fits,
    .load = settings_image_load,
    .write = settings_image_write,
    .written = settings_image_written,
    .note = settings_image_note,
    .generation_of = settings_image_generation_of,
    .value_of = settings_image_value_of,
    .fetch = settings_image_fetch,
};
