// Opens files, and nothing that only looks like one.
#include "posix/plain_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NO_FILE = EMEDIUMTYPE }; // no file system says that

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

    // Looked at before, for opening a device may do something. Then again, for it may be another
    // one now; nothing waits meanwhile.
    if (!stat(path, &s) && !S_ISREG(s.st_mode))
        return plain_file_refuse(-1, NO_FILE);
    int fd = open(path, (flags & ~O_TRUNC) | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
    if (fd < 0)
        return plain_file_refuse(fd, errno == ENXIO ? NO_FILE : errno);
    if (fstat(fd, &s))
        return plain_file_refuse(fd, errno);
    if (!S_ISREG(s.st_mode))
        return plain_file_refuse(fd, NO_FILE);
    if ((flags & O_TRUNC) && ftruncate(fd, 0))
        return plain_file_refuse(fd, errno);
    return fd;
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
