// File operations in the root folder of a node.
#include "disk.h"
#include "posix/plain_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    PATH_BYTES = 512,
    FILE_MAX = 1024 * 1024, // no blob is nearly this large; reading must not take minutes
    US_PER_S = 1000000,
    NS_PER_US = 1000
};

static uint64_t disk_now_us(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * US_PER_S + (uint64_t)t.tv_nsec / NS_PER_US;
}

// Counts how long a device blocks this thread. Time for computing is counted elsewhere.
static uint64_t idle_us(void)
{
    return disk_now_us(CLOCK_MONOTONIC) - disk_now_us(CLOCK_THREAD_CPUTIME_ID);
}

static int path_of(const struct linux_disk *d, const char *name, char path[PATH_BYTES])
{
    int n = snprintf(path, PATH_BYTES, "%s/%s", d->root, name);

    return n > 0 && n < PATH_BYTES ? OK : ERR_NAME;
}

static int disk_failure(void)
{
    return errno == ENOENT ? ERR_NAME : errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE;
}

static int open_for_reading(const char *path)
{
    int fd = plain_file_open(path, O_RDONLY);
    struct stat s;

    if (fd < 0 || (!fstat(fd, &s) && s.st_size <= FILE_MAX))
        return fd;
    close(fd);
    errno = EFBIG;
    return -1;
}

int disk_check(const struct linux_disk *d, const char *name)
{
    char path[PATH_BYTES];
    int fd = path_of(d, name, path) ? -1 : open_for_reading(path);

    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == ENOENT ? OK : ERR_STORE;
}

static void forget_reader(struct disk_reader *r)
{
    if (r->path[0])
        close(r->fd);
    r->path[0] = '\0';
}

static int disk_read_file(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    struct linux_disk *d = ctx;
    struct disk_reader *r = d->reader;
    char path[PATH_BYTES];

    if (path_of(d, name, path))
        return ERR_NAME;
    if (strcmp(r->path, path)) {
        forget_reader(r);
        r->fd = open_for_reading(path);
        if (r->fd < 0)
            return disk_failure();
        memcpy(r->path, path, sizeof r->path);
    }
    ssize_t n = plain_file_read(r->fd, buf, cap, (off_t)offset);
    if (n < (ssize_t)cap)
        forget_reader(r);
    return n < 0 ? ERR_IO : (int)n;
}

static int create_file(void *ctx, const char *name)
{
    struct linux_disk *d = ctx;
    char path[PATH_BYTES];

    forget_reader(d->reader);
    if (path_of(d, name, path))
        return ERR_NAME;
    d->fd = plain_file_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    return d->fd < 0 ? disk_failure() : OK;
}

static int disk_write_file(void *ctx, const char *data, size_t len)
{
    struct linux_disk *d = ctx;

    return plain_file_write(d->fd, data, len) ? disk_failure() : OK;
}

// Counts how long the device blocks the node.
static int sync_file(void *ctx)
{
    struct linux_disk *d = ctx;

    if (d->defers_sync)
        return OK;
    uint64_t from_us = idle_us();
    int err = plain_file_sync(d->fd) ? disk_failure() : OK;
    d->waited_us += idle_us() - from_us;
    return err;
}

static int close_file(void *ctx)
{
    struct linux_disk *d = ctx;
    int err = d->fd >= 0 && plain_file_close(d->fd) ? disk_failure() : OK;

    d->fd = -1;
    return err;
}

static int rename_file(void *ctx, const char *from, const char *to)
{
    struct linux_disk *d = ctx;
    char a[PATH_BYTES], b[PATH_BYTES];

    forget_reader(d->reader);
    if (path_of(d, from, a) || path_of(d, to, b))
        return ERR_NAME;
    return rename(a, b) ? disk_failure() : OK;
}

static int disk_sync_folder(void *ctx)
{
    struct linux_disk *d = ctx;

    if (d->defers_sync)
        return OK;
    uint64_t from_us = idle_us();
    int err = plain_file_sync_folder(d->root) ? disk_failure() : OK;
    d->waited_us += idle_us() - from_us;
    return err;
}

static int remove_file(void *ctx, const char *name)
{
    struct linux_disk *d = ctx;
    char path[PATH_BYTES];

    forget_reader(d->reader);
    if (path_of(d, name, path))
        return ERR_NAME;
    return unlink(path) ? disk_failure() : OK;
}

void disk_init(struct linux_disk *d, const char *root, struct disk_reader *reader)
{
    *d = (struct linux_disk){
        .disk = { d, disk_read_file, create_file, disk_write_file, sync_file, close_file,
                  rename_file, disk_sync_folder, remove_file },
        .root = root,
        .reader = reader,
        .fd = -1,
    };
}

int disk_sync_all(const char *root)
{
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int err = fd < 0 || syncfs(fd) ? ERR_STORE : OK;

    if (fd >= 0)
        close(fd);
    return err;
}

int disk_make_folder(const char *path)
{
    char part[PATH_BYTES];
    size_t len = strlen(path);
    struct stat s;

    if (!len || len >= sizeof part)
        return ERR_STORE;
    for (size_t i = 1; i <= len; i++) {
        if (path[i] && path[i] != '/')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0700) && errno != EEXIST)
            return ERR_STORE;
    }
    if (!stat(path, &s) && !S_ISDIR(s.st_mode)) {
        errno = ENOTDIR;
        return ERR_STORE;
    }
    return access(path, R_OK | W_OK | X_OK) ? ERR_STORE : OK;
}
