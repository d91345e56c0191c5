// The user's own load modules as files: what is in the folder runs.
#include "own_files.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "base/crc32.h"
#include "loader/manage.h"
#include "own_folder.h"
#include "own_watch.h"
#include "script_hosted.h"
#include "unit.h"

enum { FILES_MAX = 256 };

static struct node *node(void *ctx)
{
    return unit_node(ctx);
}

static char *room(void *ctx, char *text, uint32_t len, uint32_t size)
{
    (void)len;
    return script_hosted_resize(ctx, text, size);
}

static void soon(void *ctx)
{
    struct unit *u = ctx;

    unit_wake_at(u, u->process->loop.clock_ms);
}

static int read_text(void *ctx, const char *file, struct text *text, const char **why)
{
    size_t len = 0;
    char *p = own_folder_read(ctx, file, &len, why);
    bool is_there = p || errno != ENOENT;

    *text = text_make(p, len);
    return p ? OK : is_there ? ERR_STORE : ERR_NAME;
}

static void release(void *ctx, struct text text)
{
    (void)ctx;
    free((char *)(uintptr_t)text.p);
}

// The first file may have made the folder.
static int write_text(void *ctx, const char *file, struct text text)
{
    struct unit *u = ctx;
    int err = own_folder_write(u, file, text);
    char path[PATH_MAX];

    if (!err && u->own->folder_watch < 0 && !own_folder(u, false, path, sizeof path))
        own_watch(u, path);
    return err;
}

static int remove_text(void *ctx, const char *file)
{
    return own_folder_remove(ctx, file);
}

static const struct own_host files_host = {
    .source_max = OWN_FOLDER_SOURCE_MAX,
    .files_max = FILES_MAX,
    .node = node,
    .resize = script_hosted_resize,
    .room = room,
    .spent_us = script_hosted_spent_us,
    .soon = soon,
    .read = read_text,
    .release = release,
    .write = write_text,
    .remove = remove_text,
};

struct own *own_of(void *port_ctx)
{
    struct unit *u = port_ctx;

    if (u->own)
        return &u->own->own;
    u->own = calloc(1, sizeof *u->own);
    if (!u->own)
        return NULL;
    u->own->host = files_host;
    u->own->host.ctx = u;
    u->own->own.host = &u->own->host;
    u->own->folder_watch = -1;
    return &u->own->own;
}

static void look(struct unit *u, const char *file)
{
    struct own *o = &u->own->own;
    struct own_file *f = own_find(o, file);
    struct text text;
    const char *why;
    int err = read_text(u, file, &text, &why);

    if (err == ERR_NAME) {
        if (f && !f->load_is_sent)
            own_gone(o, f);
        return;
    }
    if (!f)
        f = own_add(o, file);
    if (!f || err) {
        if (f)
            own_refuse(o, f, 0, why);
        release(u, text);
        return;
    }
    uint32_t crc32 = crc32_add(0, text.p, text.len);
    bool is_known =
        f->load ? crc32 == f->load_crc32
                : (f->is_in && crc32 == f->crc32) || (f->why[0] && crc32 == f->refused_crc32);
    if (!is_known) {
        own_load_text(o, f, text);
        return;
    }
    if (f->is_in && crc32 == f->crc32 && !f->has_failed)
        f->why[0] = '\0'; // what runs is back again
    release(u, text);
}

void own_files_look(struct unit *u, const char *file)
{
    if (manage_is_file(text_of(file)))
        look(u, file);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

// All names of the folder and of what is known, in order.
static unsigned names_of(const struct unit *u, char (*names)[OWN_FILE_MAX + 1])
{
    char path[PATH_MAX];
    const struct dirent *e;
    unsigned n = 0;

    DIR *d = own_folder(u, false, path, sizeof path) ? NULL : opendir(path);
    while (d && n < FILES_MAX && (e = readdir(d)))
        if (manage_is_file(text_of(e->d_name)))
            snprintf(names[n++], OWN_FILE_MAX + 1, "%.*s", OWN_FILE_MAX, e->d_name);
    if (d)
        closedir(d);
    for (const struct own_file *f = u->own->own.files; f && n < 2 * FILES_MAX; f = f->next)
        snprintf(names[n++], OWN_FILE_MAX + 1, "%s", f->file);
    qsort(names, n, sizeof *names, by_text);
    return n;
}

void own_files_look_at_all(struct unit *u)
{
    char(*names)[OWN_FILE_MAX + 1] = calloc((size_t)FILES_MAX * 2, sizeof *names);
    unsigned n = names ? names_of(u, names) : 0;

    for (unsigned i = 0; i < n; i++)
        if (!i || strcmp(names[i], names[i - 1]))
            look(u, names[i]);
    free(names);
}

// Only a node that is alone in its process makes the folder before there is anything to put in.
void own_files_start(struct unit *u)
{
    char path[PATH_MAX];

    if (own_folder(u, u->process->options->count == 1, path, sizeof path) || !own_of(u))
        return;
    own_watch(u, path);
    own_files_look_at_all(u);
}

void own_files_begin(struct unit *u)
{
    if (u->own)
        own_begin(&u->own->own);
}

void own_files_follow(struct unit *u)
{
    if (u->own)
        own_follow(&u->own->own);
}

void own_files_stop(struct unit *u)
{
    if (!u->own)
        return;
    own_unwatch(u);
    own_end(&u->own->own);
    free(u->own);
    u->own = NULL;
}
