// Modules that are sent over the shell, and the folder they are kept in.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/crc32.h"
#include "node/manage.h"
#include "own_inside.h"
#include "own_watch.h"

static int failure(void)
{
    return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE;
}

int own_folder(const struct unit *u, bool make, char *path, size_t cap)
{
    struct stat s;

    if ((size_t)snprintf(path, cap, "%s/modules", u->root) >= cap)
        return ERR_NAME;
    if (make && mkdir(path, 0700) && errno != EEXIST)
        return failure();
    return stat(path, &s) || !S_ISDIR(s.st_mode) ? ERR_NAME : OK;
}

static int write_all(int fd, struct text t)
{
    while (t.len) {
        ssize_t n = write(fd, t.p, t.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failure();
        t = text_skip(t, (size_t)n);
    }
    return fsync(fd) ? failure() : OK;
}

static int sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int err = fd < 0 || fsync(fd) ? failure() : OK;

    if (fd >= 0)
        close(fd);
    return err;
}

int own_write(const struct unit *u, const char *file, struct text text)
{
    char folder[PATH_MAX - 64], temporary[PATH_MAX], path[PATH_MAX];
    int err = own_folder(u, true, folder, sizeof folder);

    if (err)
        return err;
    snprintf(temporary, sizeof temporary, "%s/.%s.new", folder, file);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    err = fd < 0 ? failure() : write_all(fd, text);
    if (fd >= 0 && close(fd) && !err)
        err = failure();
    if (!err && rename(temporary, path))
        err = failure();
    if (err)
        unlink(temporary);
    return err ? err : sync_folder(folder);
}

bool own_exists(const struct unit *u, const char *file)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/modules/%s", u->root, file);
    return !access(path, F_OK);
}

int own_unlink(const struct unit *u, const char *file)
{
    char folder[PATH_MAX - 64], path[PATH_MAX];

    if (own_folder(u, false, folder, sizeof folder))
        return OK;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    if (unlink(path) && errno != ENOENT)
        return failure();
    return sync_folder(folder);
}

static bool at(void *ctx, unsigned i, struct module_file *to)
{
    const struct unit *u = ctx;
    const struct own_file *f = u->own ? u->own->files : NULL;

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

static int put(void *ctx, struct text file, uint32_t offset, struct text piece, int32_t *now)
{
    struct own *o = own_of(ctx);

    if (!has_engine(file))
        return ERR_NOTSUP;
    if (!o || offset + piece.len > OWN_SOURCE_MAX)
        return ERR_FULL;
    if (offset && (!text_is(file, o->sent_file) || offset != o->n_sent))
        return ERR_RANGE;
    char *more = realloc(o->sent, offset + piece.len + 1);
    if (!more)
        return ERR_FULL;
    o->sent = more;
    snprintf(o->sent_file, sizeof o->sent_file, "%.*s", (int)file.len, file.p);
    if (piece.len)
        memcpy(o->sent + offset, piece.p, piece.len);
    o->n_sent = offset + piece.len;
    o->sent[o->n_sent] = '\0';
    *now = (int32_t)o->n_sent;
    return OK;
}

static int wish(struct unit *u, enum own_wish w, struct text file)
{
    struct own *o = u->own;

    if (o->wish || o->result == ERR_WAIT)
        return ERR_TAKEN;
    o->wish = w;
    o->result = ERR_WAIT;
    o->must_follow = true;
    snprintf(o->wish_file, sizeof o->wish_file, "%.*s", (int)file.len, file.p);
    return OK;
}

static int commit(void *ctx, struct text file, uint32_t bytes, uint32_t crc32)
{
    struct unit *u = ctx;
    struct own *o = own_of(u);

    if (!o)
        return ERR_FULL;
    if (!o->sent || !text_is(file, o->sent_file) || o->n_sent != bytes ||
        crc32_add(0, o->sent, bytes) != crc32)
        return ERR_CHECKSUM;
    int err = wish(u, OWN_COMMIT, file);
    if (err)
        return err;
    o->wish_text = o->sent;
    o->n_wish_text = o->n_sent;
    o->sent = NULL;
    return OK;
}

static int remove_file(void *ctx, struct text file)
{
    return wish(ctx, OWN_REMOVE, file);
}

static int result(void *ctx, struct out *why)
{
    struct own *o = ((struct unit *)ctx)->own;
    int err = o ? o->result : ERR_NAME;

    if (err != ERR_WAIT && o) {
        out_text(why, o->result_why);
        o->result = OK;
    }
    return err;
}

const struct module_store own_store = { manage_command, at, put, commit, remove_file, result };

void own_tell(struct unit *u, const struct own_file *f, int err, const char *why)
{
    struct own *o = u->own;

    if (o->asked != f || o->result != ERR_WAIT)
        return;
    o->asked = NULL;
    o->result = err;
    snprintf(o->result_why, sizeof o->result_why, "%s", err ? why : "");
    node_wake(&u->node);
}

static void answer(struct unit *u, int err, const char *why)
{
    u->own->asked = NULL;
    own_tell(u, NULL, err, why);
}

// The text becomes a module first and a file then: what does not run is not stored.
static void do_commit(struct unit *u)
{
    struct own *o = u->own;
    struct own_file *f = own_find(o, o->wish_file);
    char *text = o->wish_text, path[PATH_MAX];

    o->wish_text = NULL;
    if (!f)
        f = own_add(o, o->wish_file);
    if (!f) {
        free(text);
        answer(u, ERR_FULL, "there are too many modules");
        return;
    }
    o->asked = f;
    f->load_is_sent = true;
    f->load_is_again = false;
    if (o->folder_watch < 0 && !own_folder(u, true, path, sizeof path))
        own_watch(u, path);
    own_load_text(u, f, text, o->n_wish_text);
}

static void do_remove(struct unit *u)
{
    struct own_file *f = own_find(u->own, u->own->wish_file);
    int err = own_unlink(u, u->own->wish_file);

    if (!err && f)
        own_gone(u, f);
    answer(u, err, err_text(err));
}

void own_follow_sent(struct unit *u)
{
    enum own_wish wanted = u->own->wish;

    u->own->wish = OWN_NOTHING;
    if (wanted == OWN_COMMIT)
        do_commit(u);
    else if (wanted == OWN_REMOVE)
        do_remove(u);
}
