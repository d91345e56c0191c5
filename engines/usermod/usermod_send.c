// Handles modules that are sent over the shell.
#include "base/bytes.h"
#include "base/crc32.h"
#include "usermod_inside.h"
#include <string.h>

bool usermod_at(void *ctx, unsigned i, struct module_file *to)
{
    const struct usermods *mods = ctx;
    const struct usermod_file *f = mods ? mods->files : NULL;

    while (f && i--)
        f = f->next;
    if (!f)
        return false;
    *to = (struct module_file){
        .file = f->file, .why = f->why, .is_loading = f->load, .has_failed = f->has_failed
    };
    if (f->is_in) {
        to->module = f->made.module;
        to->uses = f->made.uses;
        to->limits = f->made.limits;
        to->bytes = f->bytes;
        to->memory_bytes = f->engine->memory_bytes ? f->engine->memory_bytes(&f->made) : 0;
        if (f->engine->state && !*f->why) // otherwise `why` is about a newer text
            to->state = f->engine->state(&f->made, &to->why);
    }
    return true;
}

static bool has_engine(const struct usermods *mods, struct text file)
{
    for (unsigned i = 0; mods->port->engines[i]; i++) {
        size_t len = strlen(mods->port->engines[i]->suffix);
        if (file.len > len &&
            text_is(text_skip(file, file.len - len), mods->port->engines[i]->suffix))
            return true;
    }
    return false;
}

static void name(char to[USERMOD_FILE_MAX + 1], struct text file)
{
    size_t len = file.len < USERMOD_FILE_MAX ? file.len : USERMOD_FILE_MAX;

    bytes_copy(to, file.p, len);
    to[len] = '\0';
}

// Keeps two uploads from being mixed. The second must wait until the first is complete or its
// sender has given up.
static bool is_another_one(const struct usermods *mods, struct text file, uint32_t offset)
{
    enum { SENDER_GONE_MS = 5000 };

    return !offset && mods->sent && mods->n_sent && !text_is(file, mods->sent_file) &&
           usermod_node(mods)->now_ms - mods->sent_ms < SENDER_GONE_MS;
}

int usermod_put(void *ctx, struct text file, uint32_t offset, struct text piece, int32_t *now)
{
    struct usermods *mods = ctx;

    if (mods && !has_engine(mods, file))
        return ERR_NOTSUP;
    if (!mods || offset + piece.len > mods->port->source_max)
        return ERR_FULL;
    if (is_another_one(mods, file, offset))
        return ERR_TAKEN;
    if (offset && (!mods->sent || !text_is(file, mods->sent_file) || offset != mods->n_sent))
        return ERR_RANGE;
    char *more =
        mods->port->room(mods->port->ctx, mods->sent, offset, offset + (uint32_t)piece.len + 1);
    if (!more)
        return ERR_WAIT;
    mods->sent = more;
    name(mods->sent_file, file);
    if (piece.len)
        bytes_copy(mods->sent + offset, piece.p, piece.len);
    mods->n_sent = offset + (uint32_t)piece.len;
    mods->sent[mods->n_sent] = '\0';
    mods->sent_ms = usermod_node(mods)->now_ms;
    *now = (int32_t)mods->n_sent;
    return OK;
}

static int usermod_send_wish(struct usermods *mods, enum usermod_wish w, struct text file)
{
    if (!mods)
        return ERR_FULL;
    if (mods->wish || mods->result == ERR_WAIT)
        return ERR_TAKEN;
    mods->wish = w;
    mods->result = ERR_WAIT;
    mods->must_follow = true;
    name(mods->wish_file, file);
    return OK;
}

int usermod_commit(void *ctx, struct text file, uint32_t bytes, uint32_t crc32)
{
    struct usermods *mods = ctx;

    if (!mods || !mods->sent || !text_is(file, mods->sent_file) || mods->n_sent != bytes ||
        crc32_add(0, mods->sent, bytes) != crc32)
        return ERR_CHECKSUM;
    int err = usermod_send_wish(mods, USERMOD_COMMIT, file);
    if (err)
        return err;
    mods->wish_text = mods->sent;
    mods->n_wish_text = mods->n_sent;
    mods->sent = NULL;
    return OK;
}

int usermod_remove(void *ctx, struct text file)
{
    return usermod_send_wish(ctx, USERMOD_REMOVE, file);
}

int usermod_result(void *ctx, struct out *why)
{
    struct usermods *mods = ctx;
    int err = mods ? mods->result : ERR_NAME;

    if (err != ERR_WAIT && mods) {
        out_text(why, mods->result_why);
        mods->result = OK;
    }
    return err;
}

static void usermod_send_answer(struct usermods *mods, int err, const char *why)
{
    mods->asked = NULL;
    usermod_tell(mods, NULL, err, why);
}

// Makes the text a module first and stores it then, so a text that does not run is not stored.
static void do_commit(struct usermods *mods)
{
    struct usermod_file *f = usermod_find(mods, mods->wish_file);
    struct text text = text_make(mods->wish_text, mods->n_wish_text);

    mods->wish_text = NULL;
    if (!f)
        f = usermod_add(mods, mods->wish_file);
    if (!f) {
        usermod_drop(mods, (char *)(uintptr_t)text.p);
        usermod_send_answer(mods, ERR_FULL,
                            "there are too many modules, or no memory for one more");
        return;
    }
    mods->asked = f;
    f->load_is_sent = true;
    f->load_is_again = false;
    usermod_load_text(mods, f, text);
}

static void do_remove(struct usermods *mods)
{
    struct usermod_file *f = usermod_find(mods, mods->wish_file);
    int err = mods->port->remove(mods->port->ctx, mods->wish_file);

    if (!err && f)
        usermod_gone(mods, f);
    usermod_send_answer(mods, err, err_text(err));
}

void usermod_follow_sent(struct usermods *mods)
{
    enum usermod_wish wanted = mods->wish;

    mods->wish = USERMOD_NOTHING;
    if (wanted == USERMOD_COMMIT)
        do_commit(mods);
    else if (wanted == USERMOD_REMOVE)
        do_remove(mods);
}
