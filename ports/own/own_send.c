// Modules that are sent over the shell.
#include <string.h>
#include "base/bytes.h"
#include "base/crc32.h"
#include "loader/manage.h"
#include "own_inside.h"

static bool at(void *ctx, unsigned i, struct module_file *to)
{
    const struct own *o = own_of(ctx);
    const struct own_file *f = o ? o->files : NULL;

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
        if (f->engine->state && !*f->why) // else a newer text was refused
            to->state = f->engine->state(&f->made, &to->why);
    }
    return true;
}

static bool has_engine(struct text file)
{
    for (unsigned i = 0; own_engines[i]; i++) {
        size_t len = strlen(own_engines[i]->suffix);
        if (file.len > len && text_is(text_skip(file, file.len - len), own_engines[i]->suffix))
            return true;
    }
    return false;
}

static void name(char to[OWN_FILE_MAX + 1], struct text file)
{
    size_t len = file.len < OWN_FILE_MAX ? file.len : OWN_FILE_MAX;

    bytes_copy(to, file.p, len);
    to[len] = '\0';
}

void own_drop(const struct own *o, char *sent)
{
    if (sent)
        (void)o->host->room(o->host->ctx, sent, 0, 0);
}

static int put(void *ctx, struct text file, uint32_t offset, struct text piece, int32_t *now)
{
    struct own *o = own_of(ctx);

    if (!has_engine(file))
        return ERR_NOTSUP;
    if (!o || offset + piece.len > o->host->source_max)
        return ERR_FULL;
    if (offset && (!o->sent || !text_is(file, o->sent_file) || offset != o->n_sent))
        return ERR_RANGE;
    char *more = o->host->room(o->host->ctx, o->sent, offset, offset + (uint32_t)piece.len + 1);
    if (!more)
        return ERR_WAIT;
    o->sent = more;
    name(o->sent_file, file);
    if (piece.len)
        bytes_copy(o->sent + offset, piece.p, piece.len);
    o->n_sent = offset + (uint32_t)piece.len;
    o->sent[o->n_sent] = '\0';
    o->sent_ms = own_node(o)->now_ms;
    *now = (int32_t)o->n_sent;
    return OK;
}

static int wish(struct own *o, enum own_wish w, struct text file)
{
    if (!o)
        return ERR_FULL;
    if (o->wish || o->result == ERR_WAIT)
        return ERR_TAKEN;
    o->wish = w;
    o->result = ERR_WAIT;
    o->must_follow = true;
    name(o->wish_file, file);
    return OK;
}

static int commit(void *ctx, struct text file, uint32_t bytes, uint32_t crc32)
{
    struct own *o = own_of(ctx);

    if (!o || !o->sent || !text_is(file, o->sent_file) || o->n_sent != bytes ||
        crc32_add(0, o->sent, bytes) != crc32)
        return ERR_CHECKSUM;
    int err = wish(o, OWN_COMMIT, file);
    if (err)
        return err;
    o->wish_text = o->sent;
    o->n_wish_text = o->n_sent;
    o->sent = NULL;
    return OK;
}

static int remove_file(void *ctx, struct text file)
{
    return wish(own_of(ctx), OWN_REMOVE, file);
}

static int result(void *ctx, struct out *why)
{
    struct own *o = own_of(ctx);
    int err = o ? o->result : ERR_NAME;

    if (err != ERR_WAIT && o) {
        out_text(why, o->result_why);
        o->result = OK;
    }
    return err;
}

const struct module_store own_store = { manage_command, at, put, commit, remove_file, result };

void own_tell(struct own *o, const struct own_file *f, int err, const char *why)
{
    if (o->asked != f || o->result != ERR_WAIT)
        return;
    o->asked = NULL;
    o->result = err;
    own_words(o->result_why, "%s", err ? why : "");
    node_wake(own_node(o));
}

static void answer(struct own *o, int err, const char *why)
{
    o->asked = NULL;
    own_tell(o, NULL, err, why);
}

// The text becomes a module first and is kept then: what does not run is not stored.
static void do_commit(struct own *o)
{
    struct own_file *f = own_find(o, o->wish_file);
    struct text text = text_make(o->wish_text, o->n_wish_text);

    o->wish_text = NULL;
    if (!f)
        f = own_add(o, o->wish_file);
    if (!f) {
        own_drop(o, (char *)(uintptr_t)text.p);
        answer(o, ERR_FULL, "there are too many modules, or no memory for one more");
        return;
    }
    o->asked = f;
    f->load_is_sent = true;
    f->load_is_again = false;
    own_load_text(o, f, text);
}

static void do_remove(struct own *o)
{
    struct own_file *f = own_find(o, o->wish_file);
    int err = o->host->remove(o->host->ctx, o->wish_file);

    if (!err && f)
        own_gone(o, f);
    answer(o, err, err_text(err));
}

void own_follow_sent(struct own *o)
{
    enum own_wish wanted = o->wish;

    o->wish = OWN_NOTHING;
    if (wanted == OWN_COMMIT)
        do_commit(o);
    else if (wanted == OWN_REMOVE)
        do_remove(o);
}
