// The file of the settings and its generations: reads them at start, writes them at a change.
#include "base/frame.h"
#include "base/visible.h"
#include "store/records.h"
#include "store/settings_form.h"

enum {
    ASIDE_MAX = 9, // copies of damaged files; after that the last name is reused
    // One more, because the oldest is still there while the present one is copied.
    SLOTS = CFG_GENERATIONS + 1
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

void settings_generation_name(uint32_t generation, char name[GENERATION_NAME_BYTES])
{
    struct out o;

    out_init(&o, name, GENERATION_NAME_BYTES);
    out_text(&o, "node_config.");
    out_uint(&o, generation % SLOTS);
    out_text(&o, ".json");
}

// A verifier is longer than any password. A plain password that a person wrote into the file may be
// shorter than the minimum. Both are accepted here; the code that checks passwords decides. The
// mask that is shown instead of a secret is not a secret.
bool settings_accept(const struct field *f, struct text value)
{
    bool is_text = f->flags & F_SECRET ? text_is_utf8(value) && !text_is(value, SETTINGS_MASK)
                                       : visible_text(value, "\n\t");

    return is_text && (f->flags & F_HASHED ? value.len > 0 : !field_check(f, value));
}

struct text settings_default(const struct field *f, char spare[16])
{
    struct out o;

    if (f->kind == K_TEXT)
        return text_of(f->text_def);
    out_init(&o, spare, 16);
    field_default(f, &o);
    return out_written(&o);
}

// Copies a damaged file to the first free name, so that its content is not lost.
static void copy_aside(struct settings *s, char name[BLOB_NAME_MAX + 1])
{
    struct out o;

    for (int i = 1; i <= ASIDE_MAX; i++) {
        out_init(&o, name, BLOB_NAME_MAX + 1);
        out_format(&o, "node_config.damaged.%d.json", i);
        if (!blobs_exists(s->place->blobs, name))
            break;
    }
    s->file_is_damaged = true;
    s->is_aside = !blobs_copy(s->place->blobs, SETTINGS_FILE, name);
    if (!s->is_aside)
        name[0] = '\0';
}

// Before the file is replaced, makes sure that a copy of its content exists.
SEPARATE_FRAME static int keep_file(struct settings *s, bool as_generation)
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
    int err = blobs_copy(s->place->blobs, SETTINGS_FILE, name);
    return err == ERR_NAME ? OK : err; // no file yet, so nothing to keep
}

void settings_write_mark(const struct settings_mark *m, uint32_t generation, struct out *o)
{
    out_uint(o, generation);
    out_char(o, ' ');
    m->write(m, o);
}

static void mark_flush(void *ctx, const char *data, size_t len)
{
    size_t *bytes = ctx;

    (void)data;
    *bytes += len;
}

SEPARATE_FRAME size_t settings_mark_bytes(const struct settings_mark *m, uint32_t generation)
{
    size_t bytes = 0;
    char chunk[16];
    struct out o;

    out_init_flush(&o, chunk, sizeof chunk, mark_flush, &bytes);
    settings_write_mark(m, generation, &o);
    out_flush(&o);
    return bytes;
}

int settings_file_write(struct settings *s, bool new_generation, const struct settings_change *c)
{
    const struct blobs *b = s->place->blobs;
    struct sink sink = { b, OK };
    char chunk[CFG_REPLY_BUFFER];
    struct out o;
    int err = keep_file(s, new_generation);

    if (!err)
        err = b->begin(b->ctx, SETTINGS_FILE);
    if (err)
        return err;
    s->generation += new_generation;
    out_init_flush(&o, chunk, sizeof chunk, sink_flush, &sink);
    s->place->form->write(s, &o, c);
    out_flush(&o);
    if (sink.err)
        b->abort(b->ctx);
    err = sink.err ? sink.err : b->commit(b->ctx);
    if (err) {
        s->generation -= new_generation;
        return err;
    }
    s->file_is_damaged = s->is_stale = false;
    s->source = 0;
    s->place->form->written(s, c);
    return OK;
}

int settings_generation_of(const struct settings *s, const char *blob, uint32_t *generation)
{
    return s->place->form->generation_of(s, blob, generation);
}

int settings_load_from(struct settings *s, const char *blob, struct settings_report *report)
{
    records_clear(s);
    s->generation = s->source = 0;
    report->odd_key = -1;
    int err = s->place->form->load(s, blob, report);
    if (err)
        records_clear(s);
    return err;
}

// Loads the newest complete generation. Returns false if there is none.
static bool load_generation(struct settings *s, struct settings_report *report)
{
    uint32_t limit = UINT32_MAX, best, generation;
    char name[GENERATION_NAME_BYTES];
    struct settings_report ignored;

    for (;;) {
        best = 0;
        bool found = false;
        for (uint32_t slot = 0; slot < SLOTS; slot++) {
            settings_generation_name(slot, name);
            if (settings_generation_of(s, name, &generation) || generation >= limit ||
                generation % SLOTS != slot) // the number is damaged
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
