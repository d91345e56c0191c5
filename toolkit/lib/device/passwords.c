// Passwords of devices, from a file that nobody else may read.
#include "device/passwords.h"
#include "posix/plain_file.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/secret.h"
#include "term/term.h"
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 256 * 1024 };

static char *passwords_path(void)
{
    const char *env = getenv("MICROS_PASSWORDS");

    return env && *env ? memory_copy(env) : paths_config("passwords");
}

// Asks about the open file, so that it cannot be another one by now.
static bool is_private(FILE *file, const char *path)
{
    struct stat s;

    if (fstat(fileno(file), &s) == 0 && s.st_uid == geteuid() && !(s.st_mode & 077))
        return true;
    term_error("%s is not used: other users may read it. `chmod 600 %s` restricts it to you", path,
               path);
    return false;
}

// Everything is in one piece that can be wiped; stdio keeps no copy.
static char *passwords_read(FILE *file)
{
    char *text = memory_take(FILE_LIMIT + 2, 1);

    setbuf(file, NULL);
    size_t n = fread(text, 1, FILE_LIMIT + 1, file);
    if (!ferror(file) && n <= FILE_LIMIT)
        return text;
    errno = n > FILE_LIMIT ? EFBIG : EIO;
    free(text);
    return NULL;
}

int passwords_load(struct passwords *passwords)
{
    char *path = passwords_path();
    FILE *file = path ? plain_file_stream(path, "r") : NULL;
    int err = file || (path && (errno == ENOENT || errno == ENOTDIR)) ? 0 : -1;

    *passwords = (struct passwords){ NULL };
    if (file && !is_private(file, path)) {
        err = -1;
    } else if (err || (file && !(passwords->text = passwords_read(file)))) {
        term_error("cannot read the passwords in %s: %s", path ? path : "a file",
                   plain_file_error(errno));
        err = -1;
    }
    if (file)
        fclose(file);
    free(path);
    return err;
}

// Whether the `len` bytes at `pattern` name the device.
static bool names(const char *pattern, size_t len, const struct device *device, const char *name)
{
    char *copy = memory_copy_part(pattern, len);
    bool is_it =
        fnmatch(copy, name, 0) == 0 ||
        (device && (fnmatch(copy, device->name, 0) == 0 || fnmatch(copy, device->uid, 0) == 0));

    free(copy);
    return is_it;
}

char *passwords_find(const struct passwords *passwords, const struct device *device,
                     const char *name)
{
    const char *line = passwords->text;

    while (line && *line) {
        size_t len = strcspn(line, "\r\n");
        const char *equals = memchr(line, '=', len);
        if (*line != '#' && equals && names(line, (size_t)(equals - line), device, name))
            return memory_copy_part(equals + 1, (size_t)(line + len - equals - 1));
        line += len;
        line += strspn(line, "\r\n");
    }
    return NULL;
}

void passwords_free(struct passwords *passwords)
{
    secret_free(passwords->text);
    passwords->text = NULL;
}
