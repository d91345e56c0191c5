// history, diff and undo.
#include "node/generations.h"
#include "node/boot.h"
#include "store/history.h"

// One value of a generation; what is longer than a command can be is cut.
struct value_text {
    char buf[CFG_LINE_MAX + 1];
    struct out out;
};

static struct text value_of(struct node *n, unsigned back, unsigned key, struct value_text *v)
{
    out_init(&v->out, v->buf, sizeof v->buf);
    if (history_value(&n->settings, back, key, &v->out) < 0)
        return text_make(0, 0);
    return out_written(&v->out);
}

static struct text shown(unsigned key, struct text value)
{
    return keys[key].flags & F_SECRET ? text_of("********") : value;
}

static void write_change(struct out *o, bool json, unsigned count, unsigned key, struct text old,
                         struct text new)
{
    old = shown(key, old);
    new = shown(key, new);
    if (json) {
        out_format(o, "%s\"%s\": [", count ? ", " : "", keys[key].name);
        out_quoted(o, old);
        out_text(o, ", ");
        out_quoted(o, new);
        out_char(o, ']');
        return;
    }
    out_format(o, "%s: ", keys[key].name);
    out_slice(o, old);
    out_text(o, " -> ");
    out_slice(o, new);
}

// Writes what changed from `old` generations back to `new` generations back; returns how much did.
static unsigned write_changes(struct node *n, unsigned old, unsigned new, bool json,
                              const char *separator, struct out *o)
{
    struct value_text a, b;
    unsigned count = 0;

    for (unsigned key = 0; key < KEY_COUNT; key++) {
        if (keys[key].flags & F_STATE)
            continue;
        struct text before = value_of(n, old, key, &a), after = value_of(n, new, key, &b);
        if (text_same(before, after))
            continue;
        if (count && !json)
            out_text(o, separator);
        write_change(o, json, count++, key, before, after);
    }
    return count;
}

void generations_history(struct node *n, struct text rest, bool json, struct out *o)
{
    (void)rest;
    out_text(o, json ? "[" : "");
    for (unsigned back = 0; history_has(&n->settings, back); back++) {
        unsigned generation = (unsigned)n->settings.generation - back;
        bool is_oldest = !history_has(&n->settings, back + 1);
        if (json)
            out_format(o, "%s{\"generation\": %u, \"changes\": {", back ? ", " : "", generation);
        else
            out_format(o, "%u %s  ", generation, back ? "   " : "now");
        if (!is_oldest)
            write_changes(n, back + 1, back, json, ", ", o);
        else if (!json)
            out_text(o, "(the oldest that is kept)");
        out_text(o, json ? "}}" : "\n");
    }
    out_text(o, json ? "]\n" : "");
}

// How far back "diff n" and "undo n" go; complains when that generation is not kept.
static bool steps_of(struct node *n, struct text rest, bool json, struct out *o, unsigned *back)
{
    int32_t steps = 1;
    unsigned kept = 0;

    (void)text_int(rest, &steps);
    while (history_has(&n->settings, kept + 1))
        kept++;
    *back = (unsigned)steps;
    if (steps >= 1 && *back <= kept)
        return true;
    if (json)
        out_format(o, "{\"error\": \"not kept\", \"kept\": %u}\n", kept);
    else if (kept)
        out_format(o, "Not kept: it takes 1 to %u\n", kept);
    else
        out_text(o, "Not kept: nothing was changed yet\n");
    return false;
}

void generations_diff(struct node *n, struct text rest, bool json, struct out *o)
{
    unsigned back;

    if (!steps_of(n, rest, json, o, &back))
        return;
    out_text(o, json ? "{" : "");
    if (!write_changes(n, back, 0, json, "\n", o) && !json)
        out_text(o, "No difference");
    out_text(o, json ? "}\n" : "\n");
}

void generations_undo(struct node *n, struct text rest, bool json, struct out *o)
{
    unsigned back;

    if (!steps_of(n, rest, json, o, &back))
        return;
    int err = history_undo(&n->settings, back);
    if (!err) {
        boot_state_keys(n);
        access_hash_plain(n);
    }
    if (err) {
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] undo: %s", err_text(err));
        out_format(
            o, json ? "{\"error\": \"Failed to save\", \"why\": \"%s\"}\n" : "Failed to save: %s\n",
            err_text(err));
        return;
    }
    node_log(n, LOG_INFO, "[CONFIGHANDLER] went back %u generations", back);
    out_text(o, json ? "{\"result\": \"Saved\"}\n" : "Saved\n");
}
