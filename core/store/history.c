// Reads and restores generations of the settings.
#include "store/history.h"
#include "base/frame.h"
#include "store/settings_form.h"

static int history_find(const struct settings *s, unsigned back, char name[GENERATION_NAME_BYTES])
{
    uint32_t generation = 0;

    if (back > s->generation || back > CFG_GENERATIONS)
        return ERR_NAME;
    settings_generation_name(s->generation - back, name);
    int err = settings_generation_of(s, name, &generation);
    return err ? err : generation == s->generation - back ? OK : ERR_NAME;
}

SEPARATE_FRAME bool history_has(const struct settings *s, unsigned back)
{
    char name[GENERATION_NAME_BYTES];

    return !back || !history_find(s, back, name);
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
    char blob[GENERATION_NAME_BYTES];
    int err = back ? history_find(s, back, blob) : OK;

    if (err)
        return err;
    if (!back) {
        present_value(s, key, o);
        return OK;
    }
    return s->place->form->value_of(s, blob, key, o);
}

// A separate frame, so that it is not on the stack while the settings are written.
SEPARATE_FRAME static int history_load(struct settings *s, unsigned back)
{
    struct settings_report report;
    char name[GENERATION_NAME_BYTES];
    int err = back ? history_find(s, back, name) : OK;

    return err ? err : settings_load_from(s, back ? name : SETTINGS_FILE, &report);
}

int history_undo(struct settings *s, unsigned back, const struct settings_mark *mark)
{
    struct settings_change c = { .key = -1, .mark = mark };

    if (!back || !history_has(s, back))
        return ERR_NAME;
    int err = history_load(s, back);
    if (!err) {
        s->generation += back;
        err = settings_file_write(s, true, &c);
    }
    if (err)
        (void)history_load(s, 0);
    return err;
}

int history_fetch(struct settings *s, unsigned back, unsigned key, char spare[16],
                  struct text *value)
{
    char blob[GENERATION_NAME_BYTES];
    int err = history_find(s, back, blob);

    if (!err)
        err = s->place->form->fetch(s, blob, key, value);
    if (!err && !value->p)
        *value = settings_default(&s->fields[key], spare);
    return err || settings_accept(&s->fields[key], *value) ? err : ERR_RANGE;
}

int history_undo_key(struct settings *s, unsigned back, unsigned key,
                     const struct settings_mark *mark)
{
    char blob[GENERATION_NAME_BYTES];
    struct settings_change c = { .key = (int)key, .from = blob, .mark = mark };
    int err = history_find(s, back, blob);

    if (!err)
        err = s->place->form->fetch(s, blob, key, &c.value);
    if (!err && c.value.p && !settings_accept(&s->fields[key], c.value))
        err = ERR_RANGE;
    return err ? err : settings_change(s, &c);
}
