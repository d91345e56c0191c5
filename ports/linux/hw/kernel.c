// Access to the kernel's files.
#include "kernel.h"
#include "base/err.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct path kernel_path(const char *format, ...)
{
    struct path p;
    va_list args;

    va_start(args, format);
    vsnprintf(p.text, sizeof p.text, format, args);
    va_end(args);
    return p;
}

void kernel_log(const struct kernel *k, enum log_level level, const char *format, ...)
{
    char line[256];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (k->log)
        k->log(k->log_ctx, level, text_of(line));
}

int kernel_code(int number)
{
    switch (number) {
    case ENOENT:
    case ENODEV:
    case ENOTTY:
    case EOPNOTSUPP: return ERR_NOTSUP;
    case EACCES:
    case EPERM:
    case EROFS: return ERR_DENIED;
    case EBUSY: return ERR_TAKEN;
    case EINVAL:
    case ERANGE:
    case EMSGSIZE: return ERR_RANGE;
    case ENOMEM:
    case ENFILE:
    case EMFILE: return ERR_FULL;
    default: return ERR_IO;
    }
}

int kernel_fault(const struct kernel *k, const char *what, const char *path)
{
    int number = errno;

    kernel_log(k, LOG_WARN, "[hardware] cannot %s %s: %s", what, path, strerror(number));
    return kernel_code(number);
}

int kernel_open_device(const struct kernel *k, const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return kernel_fault(k, "open", path);
    return fd;
}

static int open_below(const struct kernel *k, const char *path, int flags)
{
    struct path whole = kernel_path("%s%s", k->root, path);

    return open(whole.text, flags | O_CLOEXEC);
}

int kernel_read(const struct kernel *k, const char *path, char *text, size_t cap)
{
    int fd = open_below(k, path, O_RDONLY);

    if (fd < 0)
        return kernel_code(errno);
    ssize_t n = read(fd, text, cap - 1);
    int code = n < 0 ? kernel_code(errno) : OK;
    close(fd);
    if (code)
        return code;
    while (n && strchr(" \n", text[n - 1]))
        n--;
    text[n] = '\0';
    return (int)n;
}

int kernel_read_number(const struct kernel *k, const char *path, int64_t *value)
{
    char text[32], *end;
    int n = kernel_read(k, path, text, sizeof text);

    if (n < 0)
        return n;
    *value = strtoll(text, &end, 10);
    return end == text || *end ? ERR_TYPE : OK;
}

int kernel_write(const struct kernel *k, const char *path, const char *text)
{
    int fd = open_below(k, path, O_WRONLY);

    if (fd < 0)
        return kernel_fault(k, "open", path);
    int code = write(fd, text, strlen(text)) < 0 ? kernel_fault(k, "write", path) : OK;
    close(fd);
    return code;
}

int kernel_write_number(const struct kernel *k, const char *path, uint64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, value);
    return kernel_write(k, path, text);
}
