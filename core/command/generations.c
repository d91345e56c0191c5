// history, diff and undo.
#include "command/generations.h"
#include "base/crc32.h"
#include "node/set.h"
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

static void write_value(const struct request *r, unsigned back, unsigned key)
{
    const struct settings *s = &r->node->settings;
    char chunk[16];
    struct out escaped;

    if (keys[key].flags & F_SECRET) {
        out_text(r->out, r->json ? "\"********\"" : "********");
    } else if (r->json) {
        out_init_flush(&escaped, chunk, sizeof chunk, escape_flush, r->out);
        out_char(r->out, '"');
        (void)history_value(s, back, key, &escaped);
        out_flush(&escaped);
        out_char(r->out, '"');
    } else {
        (void)history_value(s, back, key, r->out);
    }
}

// A frame of its own, so that the two values are not on the stack while they are read and written.
__attribute__((noinline)) static bool is_same(struct node *n, unsigned old, unsigned new,
                                              unsigned key)
{
    struct digest before = digest_of(n, old, key), after = digest_of(n, new, key);

    return before.crc == after.crc && before.len == after.len;
}

// Writes what changed from `old` generations back to `new` generations back; returns how much did.
static unsigned write_changes(const struct request *r, unsigned old, unsigned new,
                              const char *separator)
{
    struct out *o = r->out;
    unsigned count = 0;

    for (unsigned key = 0; key < KEY_COUNT; key++) {
        if (keys[key].flags & F_STATE || is_same(r->node, old, new, key))
            continue;
        if (r->json)
            out_format(o, "%s\"%s\": [", count ? ", " : "", keys[key].name);
        else
            out_format(o, "%s%s: ", count ? separator : "", keys[key].name);
        write_value(r, old, key);
        out_text(o, r->json ? ", " : " -> ");
        write_value(r, new, key);
        out_text(o, r->json ? "]" : "");
        count++;
    }
    return count;
}

static void write_generation(const struct request *r, unsigned back)
{
    const struct settings *s = &r->node->settings;
    unsigned generation = (unsigned)s->generation - back;

    if (r->json)
        out_format(r->out, "%s{\"generation\": %u, \"changes\": {", back ? ", " : "", generation);
    else
        out_format(r->out, "%u %s  ", generation, back ? "   " : "now");
    if (history_has(s, back + 1))
        write_changes(r, back + 1, back, ", ");
    else if (!r->json)
        out_text(r->out, "(the oldest that is kept)");
    out_text(r->out, r->json ? "}}" : "\n");
}

enum command_end generations_history(const struct request *r, struct text rest)
{
    (void)rest;
    out_text(r->out, r->json ? "[" : "");
    for (unsigned back = 0; history_has(&r->node->settings, back); back++)
        write_generation(r, back);
    out_text(r->out, r->json ? "]\n" : "");
    return COMMAND_DONE;
}

// How far back "diff n" and "undo n" go; complains when that generation is not kept.
static bool steps_of(const struct request *r, struct text rest, unsigned *back)
{
    int32_t steps = 1;
    unsigned kept = 0;

    (void)text_int(rest, &steps);
    while (history_has(&r->node->settings, kept + 1))
        kept++;
    *back = (unsigned)steps;
    if (steps >= 1 && *back <= kept)
        return true;
    if (r->json)
        out_format(r->out, "{\"error\": \"not kept\", \"kept\": %u}\n", kept);
    else if (kept)
        out_format(r->out, "Not kept: it takes 1 to %u\n", kept);
    else
        out_text(r->out, "Not kept: nothing was changed yet\n");
    return false;
}

enum command_end generations_diff(const struct request *r, struct text rest)
{
    unsigned back;

    if (!steps_of(r, rest, &back))
        return COMMAND_DONE;
    out_text(r->out, r->json ? "{" : "");
    if (!write_changes(r, back, 0, "\n") && !r->json)
        out_text(r->out, "No difference");
    out_text(r->out, r->json ? "}\n" : "\n");
    return COMMAND_DONE;
}

static int go_back(struct node *n, unsigned back)
{
    int err = history_undo(&n->settings, back);

    if (err) {
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] undo: %s", err_text(err));
        return err;
    }
    set_state(n);
    access_hash_plain(n);
    node_log(n, LOG_INFO, "[CONFIGHANDLER] went back %u generations", back);
    return OK;
}

enum command_end generations_undo(const struct request *r, struct text rest)
{
    unsigned back;

    if (!steps_of(r, rest, &back))
        return COMMAND_DONE;
    int err = go_back(r->node, back);
    if (err)
        out_format(r->out,
                   r->json ? "{\"error\": \"Failed to save\", \"why\": \"%s\"}\n"
                           : "Failed to save: %s\n",
                   err_text(err));
    else
        out_text(r->out, r->json ? "{\"result\": \"Saved\"}\n" : "Saved\n");
    return COMMAND_DONE;
}
