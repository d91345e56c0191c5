// Configure mode: dump, get, set, and the words for earlier generations.
#include "command/configure.h"
#include "base/nearest.h"
#include "command/generations.h"
#include "node/notice.h"
#include "node/set.h"
#include "store/history.h"

enum { COLUMN = 10 };

struct config_word {
    const char *name, *help;
    enum command_end (*run)(const struct request *r, struct text rest);
    bool takes_number;
};

static void write_json_value(struct node *n, unsigned key, struct out *o)
{
    char text[16];
    struct out v;

    switch (keys[key].kind) {
    case K_TEXT:
        out_quoted(o, keys[key].flags & F_SECRET ? text_of("********")
                                                 : settings_text(&n->settings, key));
        break;
    case K_BOOL: out_text(o, settings_bool(&n->settings, key) ? "true" : "false"); break;
    default:
        out_init(&v, text, sizeof text);
        settings_show(&n->settings, key, &v);
        out_slice(o, out_written(&v));
    }
}

static void dump_json(struct node *n, struct out *o)
{
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        out_format(o, "%s\"%s\": ", i ? ", " : "{", keys[i].name);
        write_json_value(n, i, o);
    }
    out_text(o, "}\n");
}

static void dump_text(struct node *n, struct out *o)
{
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        size_t len = text_of(keys[i].name).len;
        out_format(o, "  %s", keys[i].name);
        out_pad(o, len < COLUMN ? COLUMN - len : 0);
        out_text(o, ":        ");
        settings_show(&n->settings, i, o);
        out_char(o, '\n');
    }
}

static enum command_end dump(const struct request *r, struct text rest)
{
    (void)rest;
    if (r->json)
        dump_json(r->node, r->out);
    else
        dump_text(r->node, r->out);
    return COMMAND_DONE;
}

static enum command_end acknowledge(const struct request *r, struct text rest)
{
    (void)rest;
    notice_acknowledge(r->node);
    out_text(r->out, r->json ? "{\"result\": \"Acknowledged\"}\n" : "Acknowledged\n");
    return COMMAND_DONE;
}

static const struct config_word words[] = {
    { "dump", "Dump all data", dump },
    { "history", "Kept generations of the data and what each changed", generations_history },
    { "diff", "What changed in the last n generations (1)", generations_diff,
      .takes_number = true },
    { "undo", "Back to the data of n generations ago (1)", generations_undo, .takes_number = true },
    { "ack", "The notice about damaged data was read", acknowledge },
};

static void help_line(struct out *o, size_t indent, const char *name, const char *help)
{
    out_pad(o, indent);
    out_text(o, name);
    out_pad(o, 11 - text_of(name).len);
    out_format(o, "- %s\n", help);
}

void configure_help(struct out *o, bool in_addition)
{
    if (in_addition) {
        out_text(o, "[MORE] In configure mode, in addition:\n");
        for (unsigned i = 1; i < COUNT(words); i++)
            help_line(o, 4, words[i].name, words[i].help);
        return;
    }
    out_text(o, "[CONF] Configure mode (InterpreterShell built-in):\n");
    help_line(o, 2, "conf", "Enter conf mode");
    help_line(o, 4, words[0].name, words[0].help);
    help_line(o, 4, "key", "Get value");
    help_line(o, 4, "key value", "Set value");
    help_line(o, 2, "noconf", "Exit conf mode");
}

void configure_help_json(struct out *o)
{
    for (unsigned i = 0; i < COUNT(words); i++)
        out_format(o, "%s\"%s\": \"%s\"", i ? ", " : "", words[i].name, words[i].help);
}

static enum command_end failed(const struct request *r, const char *what, struct text why)
{
    struct out *o = r->out;

    if (r->json) {
        out_format(o, "{\"error\": \"%s\", \"why\": ", what);
        out_quoted(o, why);
        out_text(o, "}\n");
        return COMMAND_DONE;
    }
    out_text(o, what);
    if (why.len)
        out_text(o, ": ");
    out_slice(o, why);
    out_char(o, '\n');
    return COMMAND_DONE;
}

// Frames of their own, which are not on the stack while a setting is written.
__attribute__((noinline)) static enum command_end get(const struct request *r, struct text name)
{
    const struct settings *s = &r->node->settings;
    int key = settings_find(s, name);

    if (key < 0) {
        out_text(r->out, r->json ? "{\"error\": \"Invalid key\"}\n" : "None\n");
    } else if (r->json) {
        out_format(r->out, "{\"%s\": ", keys[key].name);
        write_json_value(r->node, (unsigned)key, r->out);
        out_text(r->out, "}\n");
    } else {
        settings_show(s, (unsigned)key, r->out);
        out_char(r->out, '\n');
    }
    return COMMAND_DONE;
}

// The original refuses to switch interrupts on when memory is short.
__attribute__((noinline)) static bool is_memory_short(const struct request *r, int key,
                                                      struct text value)
{
    int64_t need = settings_int(&r->node->settings, KEY_irqmreq);
    int32_t have = r->node->port->mem_free_bytes(r->node->port->ctx);
    char reason[96];
    struct out why;

    if ((key != KEY_timirq && key != KEY_extirq) || !text_same_nocase(value, "true") ||
        have >= (key == KEY_extirq ? need * 7 / 10 : need))
        return false;
    out_init(&why, reason, sizeof reason);
    out_format(&why, "Skip %s feature requires more memory then %d byte", keys[key].name,
               (int)have);
    (void)failed(r, reason, text_make(0, 0));
    return true;
}

__attribute__((noinline)) static enum command_end tell_failure(const struct request *r, int key,
                                                               struct text value, int err)
{
    char reason[128];
    struct out why;

    node_log(r->node, LOG_WARN, "[CONFIGHANDLER] %s could not set %s: %s", r->who->name,
             keys[key].name, err_text(err));
    out_init(&why, reason, sizeof reason);
    // The bare answer to a value of the wrong type is what the original's clients know.
    if (err != ERR_TYPE || r->json)
        set_why(r->node, text_of(keys[key].name), value, err, &why);
    return failed(r, "Failed to save", out_written(&why));
}

static enum command_end tell_success(const struct request *r, int key, bool has_changed)
{
    struct node *n = r->node;

    if (has_changed)
        node_log(n, LOG_INFO, "[CONFIGHANDLER] %s set %s", r->who->name, keys[key].name);
    if (has_changed && key == KEY_auth && !settings_bool(&n->settings, KEY_auth))
        node_log(n, LOG_WARN,
                 "[CONFIGHANDLER] the shell is now open to everyone who can reach it, by %s",
                 r->who->name);
    out_text(r->out, r->json ? "{\"result\": \"Saved\"}\n" : "Saved\n");
    return COMMAND_DONE;
}

// Several blanks count as one.
static struct text collapse(struct text t)
{
    char *to = (char *)(uintptr_t)t.p;
    size_t len = 0;

    for (size_t i = 0; i < t.len; i++) {
        bool blank = text_is_blank(t.p[i]);
        if (!blank || !len || to[len - 1] != ' ')
            to[len++] = blank ? ' ' : t.p[i];
    }
    return text_make(t.p, len);
}

static enum command_end set(const struct request *r, struct text name, struct text value)
{
    int key = settings_find(&r->node->settings, name);

    if (key < 0)
        return failed(r, "Invalid key", text_make(0, 0));
    if (!(keys[key].flags & F_SECRET)) // every character of a password counts
        value = collapse(value);
    if (is_memory_short(r, key, value))
        return COMMAND_DONE;
    int err = set_value(r->node, name, value);
    if (err < 0)
        return tell_failure(r, key, value, err);
    if (key == KEY_appwd)
        r->talk->is_in = true; // who sets the password need not give it
    return tell_success(r, key, err);
}

static const struct config_word *find_word(struct text word, struct text rest)
{
    int32_t number;

    for (unsigned i = 0; i < COUNT(words); i++)
        if (text_is(word, words[i].name) &&
            (!rest.len || (words[i].takes_number && !text_int(rest, &number))))
            return &words[i];
    return 0;
}

// A line that is no word of its own: "key value", "key:value", or "key" alone. The parts are looked
// for one by one, in frames that are gone when a setting is written.
static bool has_colon(struct text line)
{
    struct text value = line, word = line, name = text_until(&value, ':');

    return name.len < text_word(&word).len && value.p <= line.p + line.len && text_trim(value).len;
}

__attribute__((noinline)) static struct text name_in(struct text line)
{
    struct text rest = line;

    return has_colon(line) ? text_until(&rest, ':') : text_word(&rest);
}

__attribute__((noinline)) static struct text value_in(struct text line)
{
    bool is_colon = has_colon(line);

    if (is_colon)
        (void)text_until(&line, ':');
    else
        (void)text_word(&line);
    return text_trim(line);
}

__attribute__((noinline)) static const struct config_word *word_in(struct text line)
{
    struct text rest = line, word = text_word(&rest);

    return find_word(word, rest);
}

enum command_end configure_line(const struct request *r, struct text line)
{
    const struct config_word *w = word_in(line);
    struct text name = name_in(line), value = value_in(line);

    if (w)
        return w->run(r, value);
    return value.len ? set(r, name, value) : get(r, name);
}
