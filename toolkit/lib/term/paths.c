// Where the toolkit keeps its files.
#include "term/paths.h"
#include "posix/plain_file.h"
#include "term/memory.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char *path_in(const char *variable, const char *otherwise, const char *name)
{
    const char *folder = getenv(variable), *home = getenv("HOME");

    if (folder && *folder == '/')
        return memory_print("%s/micros/%s", folder, name);
    if (home && *home)
        return memory_print("%s/%s/micros/%s", home, otherwise, name);
    term_error("neither %s nor HOME is set; set one of them", variable);
    return NULL;
}

char *paths_state(const char *name)
{
    return path_in("XDG_STATE_HOME", ".local/state", name);
}

char *paths_config(const char *name)
{
    return path_in("XDG_CONFIG_HOME", ".config", name);
}

int paths_make_parents(const char *file)
{
    char path[PATH_MAX];

    if (strlen(file) >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(path, file);
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return -1;
        *slash = '/';
    }
    return 0;
}

int paths_lock(const char *file)
{
    char *name = memory_print("%s.lock", file);
    int fd = plain_file_open(name, O_RDWR | O_CREAT);

    if (fd >= 0)
        flock(fd, LOCK_EX);
    free(name);
    return fd;
}

int paths_sync(const char *file)
{
    char *folder = memory_copy(file), *slash = strrchr(folder, '/');

    if (slash)
        slash[slash == folder] = '\0';
    int err = plain_file_sync_folder(slash ? folder : ".");
    free(folder);
    return err;
}

static char *beside_me(const char *name)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    if (n <= 0)
        return NULL;
    self[n] = '\0';
    *strrchr(self, '/') = '\0';
    char *path = memory_print("%s/%s", self, name);
    if (access(path, X_OK) == 0)
        return path;
    free(path);
    return NULL;
}

char *paths_program(const char *name)
{
    char *found = beside_me(name);
    const char *at = getenv("PATH");

    while (!found && at && *at) {
        size_t n = strcspn(at, ":");
        char *path = memory_print("%.*s/%s", (int)n, at, name);
        if (n && access(path, X_OK) == 0)
            found = path;
        else
            free(path);
        at += n + (at[n] == ':');
    }
    return found;
}
