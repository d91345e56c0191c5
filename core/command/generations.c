// The words history, diff and undo.
#include "command/generations.h"
#include "base/crc32.h"
#include "base/frame.h"
#include "node/change_mark.h"
#include "node/password.h"
#include "node/room.h"
#include "node/set.h"
#include "store/history.h"

static void digest_flush(void *ctx, const char *data, size_t len)
{
    uint32_t *crc = ctx;

    *crc = crc32_add(*crc, data, len);
}

// A digest to compare two values that may be too long for memory: a CRC-32 of the text and of its
// length. The length makes leading zeros count.
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

// Writes one value as an item of a list.
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

// Writes into a map what changed between `old` and `new` generations back. Returns how many keys.
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

SEPARATE_FRAME static bool is_marked(const struct node *n, unsigned back)
{
    char first[1];
    struct out o;

    out_init(&o, first, sizeof first);
    change_mark_show(n, back, &o);
    return o.len || o.full;
}

SEPARATE_FRAME static void write_changed(struct request *r, unsigned back)
{
    char chunk[16];
    struct out o = reply_open(&r->reply, "changed", chunk, sizeof chunk);

    change_mark_show(r->node, back, &o);
    reply_close(&r->reply, &o);
}

static void write_generation(struct request *r, unsigned back)
{
    // Indexes: earlier, the oldest, with a mark.
    static const char *const forms[2][2][2] = {
        { { "{} now  {}\n", "{} now  {} ({})\n" },
          { "{} now  (the oldest that is kept)\n", "{} now  (the oldest that is kept, {})\n" } },
        { { "{}      {}\n", "{}      {} ({})\n" },
          { "{}      (the oldest that is kept)\n", "{}      (the oldest that is kept, {})\n" } },
    };
    const struct settings *s = &r->node->settings;
    bool is_oldest = !history_has(s, back + 1), has_mark = is_marked(r->node, back);
    struct reply_level all, one;

    reply_enter(&r->reply, &all, NULL, REPLY_MAP, forms[back != 0][is_oldest][has_mark]);
    reply_pair_uint(&r->reply, "generation", s->generation - back);
    reply_enter(&r->reply, &one, "changes", REPLY_ROWS, is_oldest ? NULL : "{key}: {}, {key}: {}");
    if (!is_oldest)
        write_changes(r, back + 1, back);
    reply_leave(&r->reply, &one);
    if (has_mark)
        write_changed(r, back);
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

// The number of steps in "diff n" and "undo n". If that generation is not kept, writes an error and
// returns 0.
SEPARATE_FRAME static unsigned steps_of(struct request *r, struct text rest)
{
    int32_t steps = 1;
    unsigned kept = 0;

    (void)text_int(rest, &steps);
    while (history_has(&r->node->settings, kept + 1))
        kept++;
    if (steps >= 1 && (unsigned)steps <= kept)
        return (unsigned)steps;
    reply_error(&r->reply, "not kept", kept ? "" : "Cannot go back: nothing was changed yet\n");
    if (kept)
        reply_note(&r->reply, "Cannot go back %d changes; %u are kept\n", (int)steps, kept);
    reply_pair_uint(&r->reply, "kept", kept);
    return 0;
}

enum command_end generations_diff(struct request *r, struct text rest)
{
    unsigned back = steps_of(r, rest);

    if (!back)
        return COMMAND_DONE;
    reply_begin_as(&r->reply, REPLY_ROWS, "{key}: {}\n{key}: {}\n");
    if (!write_changes(r, back, 0))
        reply_note(&r->reply, "No difference");
    return COMMAND_DONE;
}

SEPARATE_FRAME static uint32_t password_digest(const struct node *n)
{
    struct text t = settings_text(&n->settings, KEY_appwd);

    return crc32_add(0, t.p, t.len);
}

enum { ALL = -1 }; // in place of a key

// Restores ALL keys or one.
static int restore(struct request *r, unsigned back, int key)
{
    struct settings *s = &r->node->settings;
    struct change_mark m;

    change_mark_init(&m, r->node, r->who);
    if (key == ALL)
        return history_undo(s, back, &m.mark);
    int err = history_undo_key(s, back, (unsigned)key, &m.mark);
    return err > 0 ? OK : err;
}

static int go_back(struct request *r, unsigned back, int key)
{
    struct node *n = r->node;
    int err = restore(r, back, key);

    if (err) {
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] undo: %s", err_text(err));
        return err;
    }
    password_hash_plain(n);
    password_compare(n, false);
    set_state(n);
    node_log(n, LOG_INFO, "[CONFIGHANDLER] %s took %s %u generations back", r->who->name,
             key == ALL ? "all settings" : keys[key].name, back);
    return OK;
}

// A separate frame, which is gone when the result is written.
SEPARATE_FRAME static int undo(struct request *r, unsigned back, int key)
{
    uint32_t before = password_digest(r->node);
    int err = go_back(r, back, key);

    if (password_digest(r->node) != before)
        r->node->rooms->password_changed(r->node, r->talk);
    return err;
}

// Answers what has changed.
SEPARATE_FRAME static enum command_end tell_undone(struct request *r, int err)
{
    struct reply_level outer;

    if (err) {
        reply_failure(&r->reply, "Failed to save", text_of(err_text(err)));
        return COMMAND_DONE;
    }
    reply_begin_as(&r->reply, REPLY_MAP, "{}\n{}");
    reply_pair_text(&r->reply, "result", text_of("Saved"));
    reply_enter(&r->reply, &outer, "changes", REPLY_ROWS, "{key}: {}\n{key}: {}\n");
    write_changes(r, 1, 0);
    reply_leave(&r->reply, &outer);
    return COMMAND_DONE;
}

// How many generations back a key had a different value; 0: in none that is kept.
static unsigned find_other_value(struct node *n, unsigned key)
{
    for (unsigned back = 1; history_has(&n->settings, back); back++)
        if (!generations_is_same(n, back, 0, key))
            return back;
    return 0;
}

SEPARATE_FRAME static void tell_refusal(struct request *r, enum key key, struct text value, int err)
{
    char reason[128];
    struct out why;

    out_init(&why, reason, sizeof reason);
    set_why(r->node, text_of(keys[key].name), value, err, &why);
    reply_failure(&r->reply, "Failed to save", out_written(&why));
}

// A password as it is stored has no rule but this one: everyone knows the factory's.
static int check_value(const struct node *n, enum key key, struct text value)
{
    if (keys[key].flags & F_HASHED)
        return text_is(value, keys[key].text_def) ? ERR_RANGE : OK;
    return set_check(n, key, value, NULL);
}

// Whether the old value is allowed now. A value that is refused today cannot come back.
SEPARATE_FRAME static bool may_be_again(struct request *r, unsigned back, enum key key)
{
    char spare[16];
    struct text value = text_make(NULL, 0);
    int err = history_fetch(&r->node->settings, back, key, spare, &value);

    if (!err)
        err = check_value(r->node, key, value);
    if (err)
        tell_refusal(r, key, value, err);
    return !err;
}

// How far back to take one key. If it cannot go back, writes an error and returns 0.
SEPARATE_FRAME static unsigned steps_of_key(struct request *r, int key)
{
    if (key < 0 || keys[key].flags & F_STATE) {
        reply_failure(&r->reply, "Invalid key", text_make(NULL, 0));
        return 0;
    }
    unsigned back = find_other_value(r->node, (unsigned)key);
    if (!back)
        reply_failure(&r->reply, "Cannot go back", text_of("no other value of it is kept"));
    return back && may_be_again(r, back, (enum key)key) ? back : 0;
}

// The key with that name, ALL, or an error.
SEPARATE_FRAME static int key_named(const struct node *n, struct text rest)
{
    int32_t steps;

    return !rest.len || !text_int(rest, &steps) ? ALL : settings_find(&n->settings, rest);
}

enum command_end generations_undo(struct request *r, struct text rest)
{
    int key = key_named(r->node, rest);
    unsigned back = key == ALL ? steps_of(r, rest) : steps_of_key(r, key);

    return back ? tell_undone(r, undo(r, back, key)) : COMMAND_DONE;
}
