// Functions that the unit's node needs from its port: memory, pools, links, zones, the log.
#include "unit_port.h"
#include "automation/tasks.h"
#include "crypto.h"
#include "dial.h"
#include "peers/intercon.h"
#include "posix/address.h"
#include "process_log.h"
#include "unit_board.h"
#include "usermod.h"
#include "usermod_files.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

static int port_dial(void *ctx, struct peer_call *call, const char *host, uint16_t port,
                     struct link **link)
{
    return dial_start(ctx, call, host, port, link);
}

static int port_zone(void *ctx, struct text name, struct zone *zone)
{
    struct unit *u = ctx;

    return zones_find(&u->process->zones, name, zone);
}

static struct task *task_pool(void *ctx, unsigned *n)
{
    struct unit *u = ctx;

    if (!u->tasks)
        u->tasks = calloc(UNIT_TASKS, sizeof *u->tasks);
    *n = u->tasks ? UNIT_TASKS : 0;
    return u->tasks;
}

static struct peer_call *call_pool(void *ctx, uint8_t *n)
{
    struct unit *u = ctx;

    if (!u->calls)
        u->calls = calloc(UNIT_CALLS, sizeof *u->calls);
    *n = u->calls ? UNIT_CALLS : 0;
    return u->calls;
}

static void port_log(void *ctx, enum log_level level, struct text line)
{
    struct unit *u = ctx;

    process_log(u->process, u->process->options->count > 1 ? u->name : NULL, level, line);
}

static int32_t fs_free_percent(void *ctx)
{
    const struct unit *u = ctx;
    struct statvfs s;

    if (statvfs(u->root, &s) || !s.f_blocks)
        return 0;
    return (int32_t)(100.0 * (double)s.f_bavail / (double)s.f_blocks);
}

// Size of the files in a folder, without subfolders.
static int64_t bytes_in(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    struct stat s;
    int64_t sum = 0;

    while (dir && (entry = readdir(dir)))
        if (!fstatat(dirfd(dir), entry->d_name, &s, AT_SYMLINK_NOFOLLOW) && S_ISREG(s.st_mode))
            sum += s.st_size;
    if (dir)
        closedir(dir);
    return sum;
}

static int32_t fs_used_bytes(void *ctx)
{
    const struct unit *u = ctx;
    char folder[PATH_MAX];

    snprintf(folder, sizeof folder, "%s/modules", u->root);
    int64_t sum = bytes_in(u->root) + bytes_in(folder);
    return sum < INT32_MAX ? (int32_t)sum : INT32_MAX;
}

static void *port_take(void *ctx, size_t size)
{
    (void)ctx;
    return malloc(size);
}

static void port_give_back(void *ctx, void *memory)
{
    (void)ctx;
    free(memory);
}

// Listens there for a moment, unless the node itself does already.
static int port_check_port(void *ctx, uint16_t port, struct out *why)
{
    const struct unit *u = ctx;
    struct sockaddr_storage where = u->listener.bound;

    if (port == address_port(&where) && u->listener.watch.fd >= 0)
        return OK;
    address_set_port(&where, port);
    if (!listener_try(&where))
        return OK;
    if (errno != EACCES && errno != EADDRINUSE)
        return OK; // another problem, not this port
    bool is_taken = errno == EADDRINUSE;
    out_format(why,
               is_taken ? "Port %u is in use now by another program"
                        : "this program has no right to listen on port %u; ports from 1024 on "
                          "need none",
               (unsigned)port);
    return is_taken ? ERR_TAKEN : ERR_DENIED;
}

void unit_fill_port(struct unit *u)
{
    const struct process *p = u->process;

    u->port = (struct port){ u,
                             port_log,
                             unit_free_bytes,
                             fs_free_percent,
                             fs_used_bytes,
                             port_take,
                             port_give_back,
                             port_zone,
                             task_pool,
                             call_pool,
                             port_dial,
                             &u->store.blobs,
                             p->machine ? &p->machine->hw : &u->sim.hw,
                             &linux_crypto,
                             &u->settings,
                             &usermod_files_store,
                             unit_check_pin_map,
                             port_check_port };
}

void unit_empty_port(struct unit *u)
{
    dial_drop_all(u);
    free(u->tasks);
    free(u->calls);
    u->tasks = NULL;
    u->calls = NULL;
}
