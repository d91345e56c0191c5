// The user's load modules as files: what is in the folder runs.
#include "usermod_files.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "base/crc32.h"
#include "loader/manage.h"
#include "usermod_folder.h"
#include "usermod_watch.h"
#include "usermod_hosted.h"
#include "unit.h"

enum { FILES_MAX = 256 };

static struct node *node(void *ctx)
{
    return unit_node(ctx);
}

static char *room(void *ctx, char *text, uint32_t len, uint32_t size)
{
    (void)len;
    return usermod_hosted_resize(ctx, text, size);
}

static void soon(void *ctx)
{
    struct unit *u = ctx;

    unit_wake_at(u, u->process->loop.clock_ms);
}

static int read_text(void *ctx, const char *file, struct text *text, const char **why)
{
    size_t len = 0;
    char *p = usermod_folder_read(ctx, file, &len, why);
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
    int err = usermod_folder_write(u, file, text);
    char path[PATH_MAX];

    if (!err && u->usermod_files->folder_watch < 0 && !usermod_folder(u, false, path, sizeof path))
        usermod_watch(u, path);
    return err;
}

static int remove_text(void *ctx, const char *file)
{
    return usermod_folder_remove(ctx, file);
}

static const struct usermod_host files_host = {
    .engines = usermod_engines,
    .source_max = USERMOD_FOLDER_SOURCE_MAX,
    .files_max = FILES_MAX,
    .node = node,
    .resize = usermod_hosted_resize,
    .room = room,
    .spent_us = usermod_hosted_spent_us,
    .soon = soon,
    .read = read_text,
    .release = release,
    .write = write_text,
    .remove = remove_text,
};

// Made when they are asked for: many nodes in one process have none.
static void *mods_of(void *port_ctx)
{
    struct unit *u = port_ctx;

    if (u->usermod_files)
        return &u->usermod_files->mods;
    u->usermod_files = calloc(1, sizeof *u->usermod_files);
    if (!u->usermod_files)
        return NULL;
    u->usermod_files->host = files_host;
    u->usermod_files->host.ctx = u;
    u->usermod_files->mods.host = &u->usermod_files->host;
    u->usermod_files->folder_watch = -1;
    return &u->usermod_files->mods;
}

const struct module_store usermod_files_store = { manage_command, mods_of,        usermod_at,
                                                  usermod_put,    usermod_commit, usermod_remove,
                                                  usermod_result };

static void look(struct unit *u, const char *file)
{
    struct usermods *mods = &u->usermod_files->mods;
    struct usermod_file *f = usermod_find(mods, file);
    struct text text;
    const char *why;
    int err = read_text(u, file, &text, &why);

    if (err == ERR_NAME) {
        if (f && !f->load_is_sent)
            usermod_gone(mods, f);
        return;
    }
    if (!f)
        f = usermod_add(mods, file);
    if (!f || err) {
        if (f)
            usermod_refuse(mods, f, 0, why);
        release(u, text);
        return;
    }
    uint32_t crc32 = crc32_add(0, text.p, text.len);
    bool is_known =
        f->load ? crc32 == f->load_crc32
                : (f->is_in && crc32 == f->crc32) || (f->why[0] && crc32 == f->refused_crc32);
    if (!is_known) {
        usermod_load_text(mods, f, text);
        return;
    }
    if (f->is_in && crc32 == f->crc32 && !f->has_failed)
        f->why[0] = '\0'; // what runs is back again
    release(u, text);
}

void usermod_files_look(struct unit *u, const char *file)
{
    if (manage_is_file(text_of(file)))
        look(u, file);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

// All names of the folder and of what is known, in order.
static unsigned names_of(const struct unit *u, char (*names)[USERMOD_FILE_MAX + 1])
{
    char path[PATH_MAX];
    const struct dirent *e;
    unsigned n = 0;

    DIR *d = usermod_folder(u, false, path, sizeof path) ? NULL : opendir(path);
    while (d && n < FILES_MAX && (e = readdir(d)))
        if (manage_is_file(text_of(e->d_name)))
            snprintf(names[n++], USERMOD_FILE_MAX + 1, "%.*s", USERMOD_FILE_MAX, e->d_name);
    if (d)
        closedir(d);
    for (const struct usermod_file *f = u->usermod_files->mods.files; f && n < 2 * FILES_MAX;
         f = f->next)
        snprintf(names[n++], USERMOD_FILE_MAX + 1, "%s", f->file);
    qsort(names, n, sizeof *names, by_text);
    return n;
}

void usermod_files_look_at_all(struct unit *u)
{
    char(*names)[USERMOD_FILE_MAX + 1] = calloc((size_t)FILES_MAX * 2, sizeof *names);
    unsigned n = names ? names_of(u, names) : 0;

    for (unsigned i = 0; i < n; i++)
        if (!i || strcmp(names[i], names[i - 1]))
            look(u, names[i]);
    free(names);
}

// Only a node that is alone in its process makes the folder before there is anything to put in.
void usermod_files_start(struct unit *u)
{
    char path[PATH_MAX];

    if (usermod_folder(u, u->process->options->count == 1, path, sizeof path) || !mods_of(u))
        return;
    usermod_watch(u, path);
    usermod_files_look_at_all(u);
}

void usermod_files_begin(struct unit *u)
{
    if (u->usermod_files)
        usermod_begin(&u->usermod_files->mods);
}

void usermod_files_follow(struct unit *u)
{
    if (u->usermod_files)
        usermod_follow(&u->usermod_files->mods);
}

void usermod_files_stop(struct unit *u)
{
    if (!u->usermod_files)
        return;
    usermod_unwatch(u);
    usermod_end(&u->usermod_files->mods);
    free(u->usermod_files);
    u->usermod_files = NULL;
}
