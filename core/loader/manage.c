// Sends, lists, shows and removes the user's own load modules.
#include "loader/manage.h"
#include "base/base64.h"
#include "base/frame.h"
#include "mod/help.h"
#include "node/catalog.h"

enum { NAME_BYTES = 24, PIECE_BYTES = CFG_LINE_MAX * 3 / 4, LOOK_AGAIN_MS = 200, LOOKS_MAX = 150 };

bool manage_is_file(struct text file)
{
    struct text name = text_skip(file, 3);

    if (!text_starts(file, "LM_"))
        return false;
    size_t n = 0;
    while (n < name.len && name.p[n] != '.')
        n++;
    struct text suffix = text_skip(name, n);
    name.len = n;
    return n >= 1 && n <= NAME_BYTES && text_is_name(name, "_") &&
           (text_is(suffix, ".lua") || text_is(suffix, ".py"));
}

static enum command_end manage_refuse(struct request *r, struct text what, const char *why)
{
    reply_begin_as(&r->reply, REPLY_MAP, "{}\n");
    reply_note(&r->reply, "SHELL: module %.*s: ", (int)what.len, what.p);
    reply_pair_text(&r->reply, "error", text_of(why));
    return COMMAND_FAILED;
}

static enum command_end usage(struct request *r)
{
    reply_error(&r->reply,
                "list, show NAME, put FILE OFFSET BASE64, commit FILE BYTES CRC, remove NAME",
                "Invalid module cmd! Help: module list; show <name>; remove <name>; "
                "put <LM_name.lua> <offset> <base64>; "
                "commit <LM_name.lua> <bytes> <crc32> [replace]\n");
    return COMMAND_FAILED;
}

static const struct module_store *store_of(struct request *r)
{
    return r->node->port->modules;
}

static void *ctx_of(struct request *r)
{
    return store_of(r)->ctx_of(r->node->port->ctx);
}

static const char *state_of(const struct module_file *f)
{
    if (f->is_loading)
        return "loading";
    if (f->has_failed)
        return "has failed";
    if (f->why && *f->why && !f->state)
        return f->module ? "running the one before" : "refused";
    return f->state ? f->state : "running";
}

// Finds the file of "x", "LM_x" or "LM_x.lua".
static bool manage_find(struct request *r, struct text name, struct module_file *f)
{
    void *ctx = ctx_of(r);

    for (unsigned i = 0; store_of(r)->at(ctx, i, f); i++) {
        struct text file = text_of(f->file), whole = file;
        while (file.len && file.p[file.len - 1] != '.')
            file.len--;
        file.len--;
        if (text_same(name, whole) || text_same(name, file) || text_same(name, text_skip(file, 3)))
            return true;
    }
    return false;
}

// Writes the facts about a file into a map.
static void manage_write_file(struct request *r, const struct module_file *f)
{
    const char *why = f->why ? f->why : "";
    bool replaces = f->module && catalog_built_in(text_of(f->module->name));

    reply_pair_text(&r->reply, "file", text_of(f->file));
    reply_pair_text(&r->reply, "state", text_of(state_of(f)));
    reply_pair_uint(&r->reply, "bytes", f->bytes);
    reply_pair_uint(&r->reply, "memory", f->memory_bytes);
    reply_pair_text(&r->reply, "why", text_of(why));
    if (replaces)
        reply_pair_bool(&r->reply, "replaces", true);
    reply_note(&r->reply, "%s: %s, %u bytes", f->file, state_of(f), (unsigned)f->bytes);
    if (f->memory_bytes)
        reply_note(&r->reply, ", %u KiB of memory", (unsigned)(f->memory_bytes + 1023) / 1024);
    if (replaces)
        reply_note(&r->reply, ", in place of the built-in %s", f->module->name);
    reply_note(&r->reply, *why ? ": %s\n" : "\n", why);
}

static enum command_end manage_list(struct request *r)
{
    struct reply_level outer, all;
    struct module_file f;
    unsigned i;

    reply_begin_as(&r->reply, REPLY_MAP, "");
    reply_enter(&r->reply, &outer, "modules", REPLY_LIST, "{}");
    for (i = 0; store_of(r)->at(ctx_of(r), i, &f); i++) {
        reply_enter(&r->reply, &all, NULL, REPLY_MAP, "");
        manage_write_file(r, &f);
        reply_leave(&r->reply, &all);
    }
    if (!i)
        reply_note(&r->reply, "no modules of your own yet\n");
    reply_leave(&r->reply, &outer);
    return COMMAND_DONE;
}

static void show_uses(struct request *r, const struct module_file *f)
{
    struct text rest = text_of(f->uses ? f->uses : ""), word;
    struct reply_level outer;

    reply_enter(&r->reply, &outer, "uses", REPLY_LIST, rest.len ? "may call: {} {}\n" : NULL);
    while ((word = text_word(&rest)).len)
        reply_item_text(&r->reply, word);
    reply_leave(&r->reply, &outer);
    if (!f->uses || !*f->uses)
        reply_note(&r->reply, "may call: no other module\n");
    if (!f->limits)
        return;
    reply_pair_text(&r->reply, "limits", text_of(f->limits));
    reply_note(&r->reply, "limits: %s\n", f->limits);
}

static void show_pin(struct request *r, const struct pin_need *need)
{
    struct reply_level pins;
    unsigned gpio;
    int at = board_gpio(r->node->board, need->logical, &gpio) ? -1 : (int)gpio;

    reply_enter(&r->reply, &pins, NULL, REPLY_MAP, "{} ({}, GPIO{})");
    reply_pair_text(&r->reply, "pin", text_of(need->logical));
    reply_pair_text(&r->reply, "use", text_of(pins_use_name(need->use)));
    reply_pair_int(&r->reply, "gpio", at);
    reply_leave(&r->reply, &pins);
}

static void show_pins(struct request *r, const struct module *m)
{
    struct reply_level outer;

    reply_enter(&r->reply, &outer, "pins", REPLY_LIST, m->n_pins ? "pins: {}, {}\n" : NULL);
    for (unsigned i = 0; i < m->n_pins; i++)
        show_pin(r, &m->pins[i]);
    reply_leave(&r->reply, &outer);
    if (!m->n_pins)
        reply_note(&r->reply, "pins: none\n");
}

static void show_verbs(struct request *r, const struct module *m)
{
    char chunk[32];
    struct out o = reply_open_note(&r->reply, chunk, sizeof chunk);

    out_format(&o, "help: %s\n", m->help);
    for (unsigned i = 0; i < m->n_verbs; i++) {
        out_format(&o, "  %s ", m->name);
        help_usage(&m->verbs[i], &o);
        out_format(&o, "  %s\n", m->verbs[i].help);
    }
    out_flush(&o);
}

static void show_module(struct request *r, const struct module_file *f)
{
    struct reply_level outer;

    show_pins(r, f->module);
    show_uses(r, f);
    reply_enter(&r->reply, &outer, "module", REPLY_MAP, NULL);
    help_describe(f->module, &r->reply);
    reply_leave(&r->reply, &outer);
    show_verbs(r, f->module);
}

// Shows a module's permissions and functions.
static enum command_end manage_show(struct request *r, struct text name)
{
    struct module_file f;

    if (!manage_find(r, name, &f))
        return manage_refuse(r, name,
                             "there is no module of your own of that name; module list shows them");
    reply_begin_as(&r->reply, REPLY_MAP, "");
    manage_write_file(r, &f);
    if (f.module)
        show_module(r, &f);
    return COMMAND_DONE;
}

static enum command_end manage_put(struct request *r, struct text file, struct text rest)
{
    uint8_t bytes[PIECE_BYTES];
    int32_t offset, at;
    struct text number = text_word(&rest), data = text_trim(rest);

    if (!manage_is_file(file))
        return manage_refuse(
            r, file,
            "a file is called LM_<name>.lua or LM_<name>.py, with 1 to 24 letters, digits and _");
    if (text_int(number, &offset) || offset < 0)
        return usage(r);
    int n = base64_read(data, bytes, sizeof bytes);
    if (n < 0)
        return manage_refuse(r, file, "the piece is no base64, or too long");
    int err = store_of(r)->put(ctx_of(r), file, (uint32_t)offset,
                               text_make((char *)bytes, (size_t)n), &at);
    if (err)
        return manage_refuse(
            r, file,
            err == ERR_FULL    ? "the module is too long"
            : err == ERR_WAIT  ? "no memory for it now; try again"
            : err == ERR_TAKEN ? "another module is being sent; try again in a few seconds"
            : err == ERR_RANGE ? "the piece does not follow the one before; begin again at 0"
                               : err_text(err));
    reply_begin_as(&r->reply, REPLY_MAP, "{}: {} bytes\n");
    reply_pair_text(&r->reply, "file", file);
    reply_pair_int(&r->reply, "bytes", at);
    return COMMAND_DONE;
}

static int hex_of(struct text t, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < t.len; i++) {
        int digit = text_hex_digit(t.p[i]);
        if (digit < 0)
            return ERR_ARG;
        *value = *value << 4 | (uint32_t)digit;
    }
    return t.len == 8 ? OK : ERR_ARG;
}

// The port does the work outside of this call and then wakes the waiting command.
static enum command_end manage_wait(struct request *r)
{
    r->progress->has_asked = true;
    r->progress->wake_in_ms = LOOK_AGAIN_MS;
    return command_waits(r);
}

SEPARATE_FRAME static enum command_end manage_result(struct request *r, struct text file,
                                                     const char *done)
{
    char why[192];
    struct out o;

    out_init(&o, why, sizeof why);
    int err = store_of(r)->result(ctx_of(r), &o);
    if (err == ERR_WAIT && r->progress->step < LOOKS_MAX)
        return manage_wait(r);
    if (err == ERR_WAIT)
        out_text(&o, "no answer in time");
    out_whole(&o);
    if (err)
        return manage_refuse(r, file, why);
    node_log(r->node, LOG_INFO, "[EXEC] %.*s %s by %s", (int)file.len, file.p, done, r->who->name);
    reply_begin_as(&r->reply, REPLY_MAP, "{}: {}\n");
    reply_pair_text(&r->reply, "file", file);
    reply_pair_text(&r->reply, "state", text_of(done));
    return COMMAND_DONE;
}

// Whether the module would hide one of the target: calls by that name would reach another module. A
// new version of the same user module is allowed.
static bool takes_a_name(struct request *r, struct text file)
{
    struct text rest = text_skip(file, 3);
    struct module_file f;

    return catalog_built_in(text_until(&rest, '.')) && !manage_find(r, file, &f);
}

static enum command_end manage_commit(struct request *r, struct text file, struct text rest)
{
    struct text bytes = text_word(&rest), crc = text_word(&rest), word = text_trim(rest);
    bool replaces = text_is(word, "replace");
    int32_t len;
    uint32_t check;

    if (!manage_is_file(file) || text_int(bytes, &len) || len < 0 || hex_of(crc, &check) ||
        (word.len && !replaces))
        return usage(r);
    if (r->progress->step)
        return manage_result(r, file, "running");
    if (!replaces && takes_a_name(r, file))
        return manage_refuse(r, file,
                             "the node has a module of that name; to put yours in its place say "
                             "replace behind the checksum (micros module push --replace)");
    int err = store_of(r)->commit(ctx_of(r), file, (uint32_t)len, check);
    if (!err)
        return manage_wait(r);
    return manage_refuse(r, file,
                         err == ERR_TAKEN      ? "another module is on its way; try again"
                         : err == ERR_CHECKSUM ? "what came is not what was sent; begin again at 0"
                                               : err_text(err));
}

static enum command_end manage_remove_one(struct request *r, struct text name)
{
    struct module_file f;

    if (r->progress->step)
        return manage_result(r, name, "removed");
    if (!manage_find(r, name, &f))
        return manage_refuse(r, name,
                             "there is no module of your own of that name; module list shows them");
    int err = store_of(r)->remove(ctx_of(r), text_of(f.file));
    return err ? manage_refuse(r, name, err_text(err)) : manage_wait(r);
}

unsigned manage_command(struct request *r, struct text rest)
{
    struct text word = text_word(&rest), name = text_word(&rest);

    if (text_is(word, "list") && !name.len)
        return manage_list(r);
    if (!name.len)
        return usage(r);
    if (text_is(word, "show"))
        return manage_show(r, name);
    if (text_is(word, "put"))
        return manage_put(r, name, rest);
    if (text_is(word, "commit"))
        return manage_commit(r, name, rest);
    return text_is(word, "remove") ? manage_remove_one(r, name) : usage(r);
}
