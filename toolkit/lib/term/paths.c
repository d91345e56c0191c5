// Where the toolkit keeps its files.
#include "term/paths.h"

#include "term/term.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *paths_state(const char *name)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char *path = NULL;
    int n = -1;
    if (state && *state == '/')
        n = asprintf(&path, "%s/micros/%s", state, name);
    else if (home && *home)
        n = asprintf(&path, "%s/.local/state/micros/%s", home, name);
    else
        term_error("neither XDG_STATE_HOME nor HOME is set; set one of them");
    return n < 0 ? NULL : path;
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

static char *beside_me(const char *name)
{
    char self[PATH_MAX], *path;
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return NULL;
    self[n] = '\0';
    *strrchr(self, '/') = '\0';
    if (asprintf(&path, "%s/%s", self, name) < 0)
        return NULL;
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
        char *path;
        if (asprintf(&path, "%.*s/%s", (int)n, at, name) < 0)
            return NULL;
        if (n && access(path, X_OK) == 0)
            found = path;
        else
            free(path);
        at += n + (at[n] == ':');
    }
    return found;
}
