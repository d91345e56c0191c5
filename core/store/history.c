// Reads and restores generations of the settings.
#include "store/history.h"
#include "store/flatjson.h"

static int find(const struct settings *s, unsigned back, char name[BLOB_NAME_MAX + 1])
{
    uint32_t generation = 0;

    if (back > s->generation || back > CFG_GENERATIONS)
        return ERR_NAME;
    settings_generation_name(s->generation - back, name);
    int err = settings_generation_of(s, name, &generation);
    return err ? err : generation == s->generation - back ? OK : ERR_NAME;
}

bool history_has(const struct settings *s, unsigned back)
{
    char name[BLOB_NAME_MAX + 1];

    return !back || !find(s, back, name);
}

static void present_value(const struct settings *s, unsigned key, struct out *o)
{
    if (s->fields[key].kind == K_TEXT)
        out_slice(o, settings_text(s, key));
    else
        settings_show(s, key, o);
}

int history_value(const struct settings *s, unsigned back, unsigned key, struct out *o)
{
    const struct field *f = &s->fields[key];
    char blob[BLOB_NAME_MAX + 1], name[64];
    struct flatjson j;
    struct out k;
    enum json_kind kind;
    int more = back ? find(s, back, blob) : OK;

    if (more)
        return more;
    if (!back) {
        present_value(s, key, o);
        return OK;
    }
    flatjson_open(&j, s->blobs, blob);
    do {
        struct out value = *o;
        out_init(&k, name, sizeof name);
        more = flatjson_next(&j, &k, &value, &kind);
        if (more == ERR_FULL) { // a longer value than there is room for: its beginning will do
            j.err = OK;
            more = 1;
        }
        if (more == 1 && text_is(out_written(&k), f->name)) {
            *o = value;
            if (kind == JSON_BOOL)
                o->buf[0] = o->buf[0] == 't' ? 'T' : 'F';
            return OK;
        }
    } while (more > 0);
    if (!more)
        field_default(f, o);
    return more;
}

int history_undo(struct settings *s, unsigned back)
{
    struct settings_report report;
    char name[BLOB_NAME_MAX + 1];
    uint32_t generation = s->generation;
    int err = back ? find(s, back, name) : ERR_NAME;

    if (err)
        return err;
    err = settings_load_from(s, name, &report);
    s->generation = generation;
    if (!err)
        err = settings_save(s);
    if (err)
        (void)settings_load_from(s, SETTINGS_FILE, &report);
    return err;
}
