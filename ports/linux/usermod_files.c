// The user's load modules as files: what engines get from this port, from start to stop.
#include "usermod_files.h"
#include "loader/manage.h"
#include "unit.h"
#include "usermod_folder.h"
#include "usermod_look.h"
#include "usermod_posix.h"
#include "usermod_watch.h"
#include <limits.h>
#include <stdlib.h>

static struct node *node(void *ctx)
{
    return unit_node(ctx);
}

static char *usermod_files_room(void *ctx, char *text, uint32_t len, uint32_t size)
{
    (void)len;
    return usermod_posix_resize(ctx, text, size);
}

// Time for storage is charged like computing time.
static uint64_t usermod_files_spent_us(void *ctx)
{
    const struct unit *u = ctx;

    return usermod_posix_spent_us(ctx) + u->disk.waited_us;
}

static void soon(void *ctx)
{
    struct unit *u = ctx;

    unit_wake_at(u, u->process->loop.clock_ms);
}

static int read_text(void *ctx, const char *file, struct text *text, const char **why)
{
    return usermod_folder_read(ctx, file, text, why);
}

static void usermod_files_release(void *ctx, struct text text)
{
    (void)ctx;
    free((char *)(uintptr_t)text.p);
}

// Writing the first file may have created the folder.
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

static const struct usermod_port usermod_files_port = {
    .engines = usermod_engines,
    .source_max = USERMOD_FOLDER_SOURCE_MAX,
    .files_max = USERMOD_FILES_MAX,
    .node = node,
    .resize = usermod_posix_resize,
    .room = usermod_files_room,
    .spent_us = usermod_files_spent_us,
    .soon = soon,
    .read = read_text,
    .release = usermod_files_release,
    .write = write_text,
    .remove = remove_text,
};

// Allocated at first use, because many nodes in one process have none.
static void *mods_of(void *port_ctx)
{
    struct unit *u = port_ctx;

    if (u->usermod_files)
        return &u->usermod_files->mods;
    u->usermod_files = calloc(1, sizeof *u->usermod_files);
    if (!u->usermod_files)
        return NULL;
    u->usermod_files->port = usermod_files_port;
    u->usermod_files->port.ctx = u;
    u->usermod_files->mods.port = &u->usermod_files->port;
    u->usermod_files->folder_watch = -1;
    return &u->usermod_files->mods;
}

static bool has_any(void *port_ctx)
{
    return usermod_look_for_any(port_ctx);
}

const struct module_store usermod_files_store = { manage_command, has_any,       mods_of,
                                                  usermod_at,     usermod_put,   usermod_commit,
                                                  usermod_remove, usermod_result };

// Only a node that is alone in its process creates the folder in advance.
void usermod_files_open(struct unit *u)
{
    char path[PATH_MAX];

    if (usermod_folder(u, u->process->options->count == 1, path, sizeof path) || !mods_of(u))
        return;
    usermod_watch(u, path);
    usermod_look_at_all(u);
}

void usermod_files_start_all(struct unit *u)
{
    if (u->usermod_files)
        usermod_start_all(&u->usermod_files->mods);
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
