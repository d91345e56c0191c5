// Opens regular files only.
#include "posix/plain_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NO_FILE = EMEDIUMTYPE }; // no file system returns this

static int open_again(const char *path, int flags)
{
    int fd;

    do {
        fd = open(path, flags | O_CLOEXEC, 0600);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

static int plain_file_refuse(int fd, int err)
{
    if (fd >= 0)
        close(fd);
    errno = err;
    return -1;
}

int plain_file_open(const char *path, int flags)
{
    struct stat s;

    // Checked before opening, because opening a device may change it. Checked again afterwards,
    // because it may have been replaced; meanwhile nothing blocks.
    if (!stat(path, &s) && !S_ISREG(s.st_mode))
        return plain_file_refuse(-1, NO_FILE);
    int fd = open_again(path, (flags & ~O_TRUNC) | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return plain_file_refuse(fd, errno == ENXIO ? NO_FILE : errno);
    if (fstat(fd, &s))
        return plain_file_refuse(fd, errno);
    if (!S_ISREG(s.st_mode))
        return plain_file_refuse(fd, NO_FILE);
    while ((flags & O_TRUNC) && ftruncate(fd, 0))
        if (errno != EINTR)
            return plain_file_refuse(fd, errno);
    return fd;
}

int plain_file_write(int fd, const char *data, size_t len)
{
    while (len) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (!n)
            errno = ENOSPC; // it takes no more and gives no reason
        if (n <= 0)
            return -1;
        data += n;
        len -= (size_t)n;
    }
    return 0;
}

ssize_t plain_file_read(int fd, char *buf, size_t cap, off_t offset)
{
    size_t got = 0;

    while (got < cap) {
        ssize_t n = pread(fd, buf + got, cap - got, offset + (off_t)got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (!n)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

int plain_file_sync(int fd)
{
    int err;

    do {
        err = fsync(fd);
    } while (err && errno == EINTR);
    return err;
}

int plain_file_close(int fd)
{
    return close(fd) && errno != EINTR ? -1 : 0;
}

int plain_file_sync_folder(const char *path)
{
    int fd = open_again(path, O_RDONLY | O_DIRECTORY);

    if (fd < 0)
        return -1;
    if (plain_file_sync(fd))
        return plain_file_refuse(fd, errno);
    close(fd);
    return 0;
}

FILE *plain_file_stream(const char *path, const char *mode)
{
    int flags = *mode == 'r'   ? O_RDONLY
                : *mode == 'w' ? O_WRONLY | O_CREAT | O_TRUNC
                               : O_WRONLY | O_CREAT | O_APPEND;
    int fd = plain_file_open(path, flags);
    FILE *f = fd < 0 ? NULL : fdopen(fd, mode);

    if (fd >= 0 && !f)
        plain_file_refuse(fd, errno);
    return f;
}

const char *plain_file_error(int err)
{
    return err == NO_FILE ? "it is no regular file" : strerror(err);
}
