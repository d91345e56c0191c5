// history, diff and undo.
#include "command/generations.h"
#include "base/crc32.h"
#include "node/password.h"
#include "node/room.h"
#include "node/set.h"
#include "store/history.h"

static void digest_flush(void *ctx, const char *data, size_t len)
{
    uint32_t *crc = ctx;

    *crc = crc32_add(*crc, data, len);
}

// What two values are compared by, since they may be longer than there is room for: a CRC-32 of the
// text and, so that zeros at its begin count, of its length.
static uint32_t digest_of(struct node *n, unsigned back, unsigned key)
{
    uint32_t crc = 0, len;
    char chunk[4];
    struct out o;

    out_init_flush(&o, chunk, sizeof chunk, digest_flush, &crc);
    (void)history_value(&n->settings, back, key, &o);
    out_flush(&o);
    len = (uint32_t)o.flushed;
    return crc32_add(crc, &len, sizeof len);
}

// One value as an item of a list.
static void generations_write_value(struct request *r, unsigned back, unsigned key)
{
    char chunk[sizeof SETTINGS_MASK];
    struct out o = reply_open(&r->reply, NULL, chunk, sizeof chunk);

    if (keys[key].flags & F_SECRET)
        out_text(&o, SETTINGS_MASK);
    else
        (void)history_value(&r->node->settings, back, key, &o);
    reply_close(&r->reply, &o);
}

static bool generations_is_same(struct node *n, unsigned old, unsigned new, unsigned key)
{
    return digest_of(n, old, key) == digest_of(n, new, key);
}

// Writes what changed from `old` generations back to `new` generations back, into a map; returns
// how much did.
static unsigned write_changes(struct request *r, unsigned old, unsigned new)
{
    struct reply_level outer;
    unsigned count = 0;

    for (unsigned key = 0; key < KEY_COUNT; key++) {
        if (keys[key].flags & F_STATE || generations_is_same(r->node, old, new, key))
            continue;
        reply_enter(&r->reply, &outer, keys[key].name, REPLY_LIST, "{} -> {}");
        generations_write_value(r, old, key);
        generations_write_value(r, new, key);
        reply_leave(&r->reply, &outer);
        count++;
    }
    return count;
}

static void write_generation(struct request *r, unsigned back)
{
    static const char *const forms[2][2] = {
        { "{} now  {}\n", "{} now  (the oldest that is kept)\n" },
        { "{}      {}\n", "{}      (the oldest that is kept)\n" },
    };
    const struct settings *s = &r->node->settings;
    bool is_oldest = !history_has(s, back + 1);
    struct reply_level all, one;

    reply_enter(&r->reply, &all, NULL, REPLY_MAP, forms[back != 0][is_oldest]);
    reply_pair_uint(&r->reply, "generation", s->generation - back);
    reply_enter(&r->reply, &one, "changes", REPLY_ROWS, is_oldest ? NULL : "{key}: {}, {key}: {}");
    if (!is_oldest)
        write_changes(r, back + 1, back);
    reply_leave(&r->reply, &one);
    reply_leave(&r->reply, &all);
}

enum command_end generations_history(struct request *r, struct text rest)
{
    (void)rest;
    reply_begin_as(&r->reply, REPLY_LIST, "{}");
    for (unsigned back = 0; history_has(&r->node->settings, back); back++)
        write_generation(r, back);
    return COMMAND_DONE;
}

// How far back "diff n" and "undo n" go; complains when that generation is not kept.
static bool steps_of(struct request *r, struct text rest, unsigned *back)
{
    int32_t steps = 1;
    unsigned kept = 0;

    (void)text_int(rest, &steps);
    while (history_has(&r->node->settings, kept + 1))
        kept++;
    *back = (unsigned)steps;
    if (steps >= 1 && *back <= kept)
        return true;
    reply_error(&r->reply, "not kept", kept ? "" : "Not kept: nothing was changed yet\n");
    if (kept)
        reply_note(&r->reply, "Not kept: it takes 1 to %u\n", kept);
    reply_pair_uint(&r->reply, "kept", kept);
    return false;
}

enum command_end generations_diff(struct request *r, struct text rest)
{
    unsigned back;

    if (!steps_of(r, rest, &back))
        return COMMAND_DONE;
    reply_begin_as(&r->reply, REPLY_ROWS, "{key}: {}\n{key}: {}\n");
    if (!write_changes(r, back, 0))
        reply_note(&r->reply, "No difference");
    return COMMAND_DONE;
}

static uint32_t password_digest(const struct node *n)
{
    struct text t = settings_text(&n->settings, KEY_appwd);

    return crc32_add(0, t.p, t.len);
}

static int go_back(struct node *n, unsigned back)
{
    int err = history_undo(&n->settings, back);

    if (err) {
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] undo: %s", err_text(err));
        return err;
    }
    password_hash_plain(n);
    password_compare(n, false);
    set_state(n);
    node_log(n, LOG_INFO, "[CONFIGHANDLER] went back %u generations", back);
    return OK;
}

// What is different from before.
static void tell_undone(struct request *r)
{
    struct reply_level outer;

    reply_begin_as(&r->reply, REPLY_MAP, "{}\n{}");
    reply_pair_text(&r->reply, "result", text_of("Saved"));
    reply_enter(&r->reply, &outer, "changes", REPLY_ROWS, "{key}: {}\n{key}: {}\n");
    write_changes(r, 1, 0);
    reply_leave(&r->reply, &outer);
}

enum command_end generations_undo(struct request *r, struct text rest)
{
    unsigned back;

    if (!steps_of(r, rest, &back))
        return COMMAND_DONE;
    uint32_t before = password_digest(r->node);
    int err = go_back(r->node, back);
    if (password_digest(r->node) != before)
        r->node->rooms->password_changed(r->node, r->talk);
    if (err)
        reply_failure(&r->reply, "Failed to save", text_of(err_text(err)));
    else
        tell_undone(r);
    return COMMAND_DONE;
}
