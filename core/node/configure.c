// Configure mode: dump, get, set, and the words for earlier generations.
#include "node/configure.h"
#include "base/nearest.h"
#include "node/generations.h"
#include "store/history.h"

enum { COLUMN = 10 };

struct config_word {
    const char *name, *help;
    void (*run)(struct node *n, struct text rest, bool json, struct out *o);
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

static void dump(struct node *n, struct text rest, bool json, struct out *o)
{
    (void)rest;
    if (json) {
        dump_json(n, o);
        return;
    }
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        size_t len = text_of(keys[i].name).len;
        out_format(o, "  %s", keys[i].name);
        out_pad(o, len < COLUMN ? COLUMN - len : 0);
        out_text(o, ":        ");
        settings_show(&n->settings, i, o);
        out_char(o, '\n');
    }
}

static void acknowledge(struct node *n, struct text rest, bool json, struct out *o)
{
    const struct blobs *b = n->port->blobs;

    (void)rest;
    n->has_notice = false;
    (void)b->remove(b->ctx, NOTICE_FILE); // at worst the notice comes back at the next boot
    out_text(o, json ? "{\"result\": \"Acknowledged\"}\n" : "Acknowledged\n");
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

static void get(struct node *n, struct text name, bool json, struct out *o)
{
    int key = settings_find(&n->settings, name);

    if (key < 0) {
        out_text(o, json ? "{\"error\": \"Invalid key\"}\n" : "None\n");
        return;
    }
    if (json) {
        out_format(o, "{\"%s\": ", keys[key].name);
        write_json_value(n, (unsigned)key, o);
        out_text(o, "}\n");
    } else {
        settings_show(&n->settings, (unsigned)key, o);
        out_char(o, '\n');
    }
}

static void saved(bool json, struct out *o)
{
    out_text(o, json ? "{\"result\": \"Saved\"}\n" : "Saved\n");
}

static void failed(const char *what, struct text why, bool json, struct out *o)
{
    if (json) {
        out_format(o, "{\"error\": \"%s\", \"why\": ", what);
        out_quoted(o, why);
        out_text(o, "}\n");
        return;
    }
    out_text(o, what);
    if (why.len)
        out_text(o, ": ");
    out_slice(o, why);
    out_char(o, '\n');
}

static void log_change(struct node *n, const struct session *s, int key)
{
    node_log(n, LOG_INFO, "[CONFIGHANDLER] %s set %s", s->peer, keys[key].name);
    if (key == KEY_auth && !settings_bool(&n->settings, KEY_auth))
        node_log(n, LOG_WARN,
                 "[CONFIGHANDLER] the shell is now open to everyone who can reach it, by %s",
                 s->peer);
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

// The original refuses to switch interrupts on when memory is short.
static bool is_memory_short(struct node *n, int key, struct text value)
{
    int64_t need = settings_int(&n->settings, KEY_irqmreq);

    if ((key != KEY_timirq && key != KEY_extirq) || !text_same_nocase(value, "true"))
        return false;
    return n->port->mem_free_bytes(n->port->ctx) < (key == KEY_extirq ? need * 7 / 10 : need);
}

// Frames of their own, which are not on the stack while a setting is written.
__attribute__((noinline)) static void tell_short_memory(struct node *n, int key, bool json,
                                                        struct out *o)
{
    char reason[96];
    struct out why;

    out_init(&why, reason, sizeof reason);
    out_format(&why, "Skip %s feature requires more memory then %d byte", keys[key].name,
               (int)n->port->mem_free_bytes(n->port->ctx));
    failed(reason, text_make(0, 0), json, o);
}

__attribute__((noinline)) static void tell_failure(struct node *n, const struct session *s, int key,
                                                   struct text value, int err, bool json,
                                                   struct out *o)
{
    char reason[128];
    struct out why;

    node_log(n, LOG_WARN, "[CONFIGHANDLER] %s could not set %s: %s", s->peer, keys[key].name,
             err_text(err));
    out_init(&why, reason, sizeof reason);
    // The bare answer to a value of the wrong type is what the original's clients know.
    if (err != ERR_TYPE || json)
        node_set_why(n, text_of(keys[key].name), value, err, &why);
    failed("Failed to save", out_written(&why), json, o);
}

static void set(struct node *n, struct session *s, struct text name, struct text value, bool json,
                struct out *o)
{
    int key = settings_find(&n->settings, name);

    if (key < 0) {
        failed("Invalid key", text_make(0, 0), json, o);
        return;
    }
    if (!(keys[key].flags & F_SECRET)) // every character of a password counts
        value = collapse(value);
    if (is_memory_short(n, key, value)) {
        tell_short_memory(n, key, json, o);
        return;
    }
    int err = node_set(n, name, value);
    if (err < 0) {
        tell_failure(n, s, key, value, err, json, o);
        return;
    }
    if (key == KEY_appwd)
        s->is_in = true; // who sets the password need not give it
    if (err)
        log_change(n, s, key);
    saved(json, o);
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

void configure_line(struct node *n, struct session *s, struct text line, bool json, struct out *o)
{
    struct text rest = line, word = text_word(&rest), value = line, name = text_until(&value, ':');
    const struct config_word *w = find_word(word, rest);

    if (w)
        w->run(n, rest, json, o);
    else if (name.len < word.len && value.p <= line.p + line.len && text_trim(value).len)
        set(n, s, name, text_trim(value), json, o); // Key:Value
    else if (rest.len)
        set(n, s, word, rest, json, o);
    else
        get(n, word, json, o);
}
