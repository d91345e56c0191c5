// Writes what the tables say about one name.
#include "command/help_one.h"
#include "base/frame.h"
#include "base/nearest.h"
#include "command/configure.h"
#include "mod/help.h"
#include "node/catalog.h"

enum { CHUNK = 32 }; // bytes passed on at a time

static void help_one_tell_module(struct request *r, const struct module *m)
{
    struct reply_level outer;
    char chunk[CHUNK];

    reply_enter(&r->reply, &outer, m->name, REPLY_MAP, NULL);
    help_describe(m, &r->reply);
    reply_leave(&r->reply, &outer);
    struct out o = reply_open_note(&r->reply, chunk, sizeof chunk);
    help_module(m, &o);
    out_flush(&o);
}

static void tell_value(struct request *r, unsigned key, struct out *o)
{
    out_text(o, "; now ");
    settings_show(&r->node->settings, key, o);
    out_text(o, ", at first ");
    if (keys[key].flags & F_SECRET)
        out_text(o, SETTINGS_MASK);
    else
        field_default(&keys[key], o);
}

// Strangers do not see the value.
static void tell_setting(struct request *r, unsigned key)
{
    const struct field *f = &keys[key];
    char chunk[CHUNK];

    help_describe_field(f->name, f, &r->reply);
    struct out o = reply_open_note(&r->reply, chunk, sizeof chunk);
    out_format(&o, "%s: %s\n    takes ", f->name, f->help);
    help_takes(f, &o);
    if (r->who->right >= RIGHT_DRIVE)
        tell_value(r, key, &o);
    if (f->flags & F_STATE)
        out_text(&o, "\n    the node keeps it itself\n");
    else
        out_format(&o, "\n    to set it: conf, then %s VALUE%s\n", f->name,
                   f->flags & F_REBOOT ? "; it counts from the next reboot on" : "");
    out_flush(&o);
}

static void tell_word(struct request *r, const struct word *w)
{
    word_describe(w, &r->reply);
    reply_note(&r->reply, "%s: %s\n", w->name, w->help);
}

static void tell_configure_word(struct request *r, const struct word *w)
{
    tell_word(r, w);
    reply_note(&r->reply, "    to use it: conf, then %s\n", w->name);
}

SEPARATE_FRAME static enum command_end tell_unknown(struct request *r, struct text name)
{
    struct nearest near;

    nearest_init(&near, name);
    catalog_try_names(r->node, &near);
    for (unsigned i = 0; i < KEY_COUNT; i++)
        nearest_try(&near, keys[i].name);
    reply_error(&r->reply, "no such module, setting or word",
                "SHELL: no module, setting or word has this name; help all lists them\n");
    if (near.best)
        reply_pair_text(&r->reply, "nearest", text_of(near.best));
    if (near.best)
        reply_note(&r->reply, "SHELL: did you mean %s?\n", near.best);
    return COMMAND_FAILED;
}

enum command_end help_one(struct request *r, struct text name, const struct word *word)
{
    const struct module *m = catalog_find(r->node, name);
    const struct word *inside = configure_word(name);
    int key = settings_find(&r->node->settings, name);

    if (!m && key < 0 && !inside && !(word && word->help))
        return tell_unknown(r, name);
    reply_begin_as(&r->reply, REPLY_MAP, "");
    if (m)
        help_one_tell_module(r, m);
    if (key >= 0)
        tell_setting(r, (unsigned)key);
    if (word && word->help)
        tell_word(r, word);
    if (inside)
        tell_configure_word(r, inside);
    return COMMAND_DONE;
}
