// history, diff and undo.
#include "node/generations.h"
#include "base/crc32.h"
#include "node/boot.h"
#include "store/history.h"

// What two values are compared by, since they may be longer than there is room for.
struct digest {
    uint32_t crc;
    uint32_t len;
};

static void digest_flush(void *ctx, const char *data, size_t len)
{
    struct digest *d = ctx;

    d->crc = crc32_add(d->crc, data, len);
    d->len += (uint32_t)len;
}

static struct digest digest_of(struct node *n, unsigned back, unsigned key)
{
    struct digest d = { 0, 0 };
    char chunk[16];
    struct out o;

    out_init_flush(&o, chunk, sizeof chunk, digest_flush, &d);
    (void)history_value(&n->settings, back, key, &o);
    out_flush(&o);
    return d;
}

static void escape_flush(void *ctx, const char *data, size_t len)
{
    out_json_chars(ctx, text_make(data, len));
}

static void write_value(struct node *n, unsigned back, unsigned key, bool json, struct out *o)
{
    char chunk[16];
    struct out escaped;

    if (keys[key].flags & F_SECRET) {
        out_text(o, json ? "\"********\"" : "********");
    } else if (json) {
        out_init_flush(&escaped, chunk, sizeof chunk, escape_flush, o);
        out_char(o, '"');
        (void)history_value(&n->settings, back, key, &escaped);
        out_flush(&escaped);
        out_char(o, '"');
    } else {
        (void)history_value(&n->settings, back, key, o);
    }
}

// Writes what changed from `old` generations back to `new` generations back; returns how much did.
static unsigned write_changes(struct node *n, unsigned old, unsigned new, bool json,
                              const char *separator, struct out *o)
{
    unsigned count = 0;

    for (unsigned key = 0; key < KEY_COUNT; key++) {
        if (keys[key].flags & F_STATE)
            continue;
        struct digest before = digest_of(n, old, key), after = digest_of(n, new, key);
        if (before.crc == after.crc && before.len == after.len)
            continue;
        if (json)
            out_format(o, "%s\"%s\": [", count ? ", " : "", keys[key].name);
        else
            out_format(o, "%s%s: ", count ? separator : "", keys[key].name);
        write_value(n, old, key, json, o);
        out_text(o, json ? ", " : " -> ");
        write_value(n, new, key, json, o);
        out_text(o, json ? "]" : "");
        count++;
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
