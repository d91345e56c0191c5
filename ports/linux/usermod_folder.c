// Replaces files atomically: writes beside the old file, then renames over it.
#include "usermod_folder.h"
#include "posix/plain_file.h"
#include "unit.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int usermod_folder_failure(void)
{
    return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_STORE;
}

int usermod_folder(const struct unit *u, bool make, char *path, size_t cap)
{
    struct stat s;

    if ((size_t)snprintf(path, cap, "%s/modules", u->root) >= cap)
        return ERR_NAME;
    if (make && mkdir(path, 0700) && errno != EEXIST)
        return usermod_folder_failure();
    return stat(path, &s) || !S_ISDIR(s.st_mode) ? ERR_NAME : OK;
}

int usermod_folder_write(const struct unit *u, const char *file, struct text text)
{
    char folder[PATH_MAX - 64], temporary[PATH_MAX], path[PATH_MAX];
    int err = usermod_folder(u, true, folder, sizeof folder);

    if (err)
        return err;
    snprintf(temporary, sizeof temporary, "%s/.%s.new", folder, file);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    int fd = plain_file_open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    err = fd < 0 || plain_file_write(fd, text.p, text.len) || plain_file_sync(fd)
              ? usermod_folder_failure()
              : OK;
    if (fd >= 0 && plain_file_close(fd) && !err)
        err = usermod_folder_failure();
    if (!err && rename(temporary, path))
        err = usermod_folder_failure();
    if (err)
        unlink(temporary);
    if (!err && plain_file_sync_folder(folder))
        err = usermod_folder_failure();
    return err;
}

int usermod_folder_remove(const struct unit *u, const char *file)
{
    char folder[PATH_MAX - 64], path[PATH_MAX];

    errno = 0;
    if (usermod_folder(u, false, folder, sizeof folder))
        return errno == ENOENT ? OK : usermod_folder_failure();
    snprintf(path, sizeof path, "%s/%s", folder, file);
    if (unlink(path) && errno != ENOENT)
        return usermod_folder_failure();
    return plain_file_sync_folder(folder) ? usermod_folder_failure() : OK;
}

int usermod_folder_read(const struct unit *u, const char *file, struct text *text, const char **why)
{
    char path[PATH_MAX];
    struct stat s;

    snprintf(path, sizeof path, "%s/modules/%s", u->root, file);
    int fd = plain_file_open(path, O_RDONLY | O_NOFOLLOW);
    int err = fd >= 0 ? OK : errno == ENOENT ? ERR_NAME : ERR_STORE;
    *text = (struct text){ 0 };
    *why = err ? plain_file_error(errno) : NULL;
    if (err)
        return err;
    bool is_long = fstat(fd, &s) || s.st_size > USERMOD_FOLDER_SOURCE_MAX;
    char *p = is_long ? NULL : malloc((size_t)s.st_size + 1);
    *why = p ? NULL : is_long ? "it is longer than 256 KiB" : "not enough memory";
    ssize_t n = p ? plain_file_read(fd, p, (size_t)s.st_size, 0) : -1;
    if (p && n < 0)
        *why = strerror(errno);
    close(fd);
    if (*why) {
        free(p);
        return ERR_STORE;
    }
    p[n] = '\0';
    *text = text_make(p, (size_t)n);
    return OK;
}
