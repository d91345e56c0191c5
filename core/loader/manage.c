// Sends, lists, shows and removes the user's own load modules.
#include "loader/manage.h"
#include "base/base64.h"
#include "mod/help.h"

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

static enum command_end refuse(const struct request *r, struct text what, const char *why)
{
    if (r->json)
        out_text(r->out, "{\"error\": ");
    if (r->json)
        out_quoted(r->out, text_of(why));
    else
        out_format(r->out, "SHELL: module %.*s: %s", (int)what.len, what.p, why);
    out_text(r->out, r->json ? "}\n" : "\n");
    return COMMAND_FAILED;
}

static enum command_end usage(const struct request *r)
{
    if (r->json)
        return refuse(
            r, text_of(""),
            "list, show NAME, put FILE OFFSET BASE64, commit FILE BYTES CRC, remove NAME");
    out_text(r->out, "Invalid module cmd! Help: module list; show <name>; remove <name>; "
                     "put <LM_name.lua> <offset> <base64>; commit <LM_name.lua> <bytes> <crc32>\n");
    return COMMAND_FAILED;
}

static const struct module_store *store_of(const struct request *r)
{
    return r->node->port->modules;
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

// "x", "LM_x" or "LM_x.lua"
static bool find(const struct request *r, struct text name, struct module_file *f)
{
    void *ctx = r->node->port->ctx;

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

static void list_row(const struct request *r, const struct module_file *f, bool is_first)
{
    struct out *o = r->out;

    if (r->json) {
        out_format(
            o, "%s{\"file\": \"%s\", \"state\": \"%s\", \"bytes\": %u, \"memory\": %u, \"why\": ",
            is_first ? "" : ", ", f->file, state_of(f), (unsigned)f->bytes,
            (unsigned)f->memory_bytes);
        out_quoted(o, text_of(f->why ? f->why : ""));
        out_char(o, '}');
        return;
    }
    out_format(o, "%s: %s, %u bytes", f->file, state_of(f), (unsigned)f->bytes);
    if (f->memory_bytes)
        out_format(o, ", %u KiB of memory", (unsigned)(f->memory_bytes + 1023) / 1024);
    out_format(o, f->why && *f->why ? ": %s\n" : "\n", f->why);
}

static enum command_end list(const struct request *r)
{
    struct module_file f;
    unsigned i;

    out_text(r->out, r->json ? "{\"modules\": [" : "");
    for (i = 0; store_of(r)->at(r->node->port->ctx, i, &f); i++)
        list_row(r, &f, !i);
    if (!i && !r->json)
        out_text(r->out, "no modules of your own yet\n");
    out_text(r->out, r->json ? "]}\n" : "");
    return COMMAND_DONE;
}

static void show_uses(const struct request *r, const struct module_file *f)
{
    struct text rest = text_of(f->uses ? f->uses : ""), word;
    struct out *o = r->out;

    out_text(o, r->json ? ", \"uses\": [" : "may call: ");
    if (!r->json)
        out_format(o, "%s\n", rest.len ? f->uses : "no other module");
    for (bool more = false; r->json && (word = text_word(&rest)).len; more = true) {
        out_text(o, more ? ", " : "");
        out_quoted(o, word);
    }
    out_text(o, r->json ? "]" : "");
    if (f->limits)
        out_format(o, r->json ? ", \"limits\": \"%s\"" : "limits: %s\n", f->limits);
}

static void show_pins(const struct request *r, const struct module *m)
{
    struct out *o = r->out;
    unsigned gpio;

    out_text(o, r->json ? ", \"pins\": [" : "pins:");
    for (unsigned i = 0; i < m->n_pins; i++) {
        int at = board_gpio(r->node->board, m->pins[i].logical, &gpio) ? -1 : (int)gpio;
        const char *use = pins_use_name(m->pins[i].use), *between = i ? ", " : r->json ? "" : " ";
        out_format(
            o, r->json ? "%s{\"pin\": \"%s\", \"use\": \"%s\", \"gpio\": %d}" : "%s%s (%s, GPIO%d)",
            between, m->pins[i].logical, use, at);
    }
    out_text(o, r->json ? "]" : m->n_pins ? "\n" : " none\n");
}

static void show_module(const struct request *r, const struct module_file *f)
{
    const struct module *m = f->module;
    struct out *o = r->out;

    show_pins(r, m);
    show_uses(r, f);
    if (r->json) {
        out_text(o, ", \"module\": ");
        help_json(m, o);
        return;
    }
    out_format(o, "help: %s\n", m->help);
    for (unsigned i = 0; i < m->n_verbs; i++) {
        out_format(o, "  %s ", m->name);
        help_usage(&m->verbs[i], o);
        out_format(o, "  %s\n", m->verbs[i].help);
    }
}

// What it may do, and what it can.
static enum command_end show(const struct request *r, struct text name)
{
    struct module_file f;

    if (!find(r, name, &f))
        return refuse(r, name,
                      "there is no module of your own of that name; module list shows them");
    if (!r->json) {
        list_row(r, &f, true);
        if (f.module)
            show_module(r, &f);
        return COMMAND_DONE;
    }
    out_format(r->out,
               "{\"file\": \"%s\", \"state\": \"%s\", \"bytes\": %u, \"memory\": %u, \"why\": ",
               f.file, state_of(&f), (unsigned)f.bytes, (unsigned)f.memory_bytes);
    out_quoted(r->out, text_of(f.why ? f.why : ""));
    if (f.module)
        show_module(r, &f);
    out_text(r->out, "}\n");
    return COMMAND_DONE;
}

static enum command_end put(const struct request *r, struct text file, struct text rest)
{
    uint8_t bytes[PIECE_BYTES];
    int32_t offset, at;
    struct text number = text_word(&rest), data = text_trim(rest);

    if (!manage_is_file(file))
        return refuse(
            r, file,
            "a file is called LM_<name>.lua or LM_<name>.py, with 1 to 24 letters, digits and _");
    if (text_int(number, &offset) || offset < 0)
        return usage(r);
    int n = base64_read(data, bytes, sizeof bytes);
    if (n < 0)
        return refuse(r, file, "the piece is no base64, or too long");
    int err = store_of(r)->put(r->node->port->ctx, file, (uint32_t)offset,
                               text_make((char *)bytes, (size_t)n), &at);
    if (err)
        return refuse(r, file,
                      err == ERR_FULL   ? "the module is too long"
                      : err == ERR_WAIT ? "no memory for it now; try again"
                      : err == ERR_RANGE
                          ? "the piece does not follow the one before; begin again at 0"
                          : err_text(err));
    out_format(r->out, r->json ? "{\"file\": \"%.*s\", \"bytes\": %d}\n" : "%.*s: %d bytes\n",
               (int)file.len, file.p, (int)at);
    return COMMAND_DONE;
}

static int hex_of(struct text t, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.p[i] | ('a' - 'A');
        bool is_digit = t.p[i] >= '0' && t.p[i] <= '9';
        if (!is_digit && (c < 'a' || c > 'f'))
            return ERR_ARG;
        *value = *value << 4 | (uint32_t)(is_digit ? t.p[i] - '0' : c - 'a' + 10);
    }
    return t.len == 8 ? OK : ERR_ARG;
}

// The port works it off outside of this call, then wakes who waits.
static enum command_end wait(const struct request *r)
{
    r->progress->has_asked = true;
    r->progress->wake_in_ms = LOOK_AGAIN_MS;
    return command_waits(r);
}

__attribute__((noinline)) static enum command_end result(const struct request *r, struct text file,
                                                         const char *done)
{
    char why[192];
    struct out o;

    out_init(&o, why, sizeof why);
    int err = store_of(r)->result(r->node->port->ctx, &o);
    if (err == ERR_WAIT && r->progress->step < LOOKS_MAX)
        return wait(r);
    if (err == ERR_WAIT)
        out_text(&o, "no answer in time");
    out_whole(&o);
    if (err)
        return refuse(r, file, why);
    node_log(r->node, LOG_INFO, "[EXEC] %.*s %s by %s", (int)file.len, file.p, done, r->who->name);
    out_format(r->out, r->json ? "{\"file\": \"%.*s\", \"state\": \"%s\"}\n" : "%.*s: %s\n",
               (int)file.len, file.p, done);
    return COMMAND_DONE;
}

static enum command_end commit(const struct request *r, struct text file, struct text rest)
{
    struct text bytes = text_word(&rest), crc = text_trim(rest);
    int32_t len;
    uint32_t check;

    if (!manage_is_file(file) || text_int(bytes, &len) || len < 0 || hex_of(crc, &check))
        return usage(r);
    if (r->progress->step)
        return result(r, file, "running");
    int err = store_of(r)->commit(r->node->port->ctx, file, (uint32_t)len, check);
    if (!err)
        return wait(r);
    return refuse(r, file,
                  err == ERR_TAKEN      ? "another module is on its way; try again"
                  : err == ERR_CHECKSUM ? "what came is not what was sent; begin again at 0"
                                        : err_text(err));
}

static enum command_end remove_one(const struct request *r, struct text name)
{
    struct module_file f;

    if (r->progress->step)
        return result(r, name, "removed");
    if (!find(r, name, &f))
        return refuse(r, name,
                      "there is no module of your own of that name; module list shows them");
    int err = store_of(r)->remove(r->node->port->ctx, text_of(f.file));
    return err ? refuse(r, name, err_text(err)) : wait(r);
}

unsigned manage_command(struct request *r, struct text rest)
{
    struct text word = text_word(&rest), name = text_word(&rest);

    if (text_is(word, "list") && !name.len)
        return list(r);
    if (!name.len)
        return usage(r);
    if (text_is(word, "show"))
        return show(r, name);
    if (text_is(word, "put"))
        return put(r, name, rest);
    if (text_is(word, "commit"))
        return commit(r, name, rest);
    return text_is(word, "remove") ? remove_one(r, name) : usage(r);
}
