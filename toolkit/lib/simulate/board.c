// The boards that can be emulated on this computer: those of targets/.
#include "simulate/board.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KIB = 1024 };

static const struct board_kind boards[] = {
#include "board_table.h"

};

enum { BOARDS = sizeof boards / sizeof *boards };
_Static_assert((int)BOARDS <= (int)BOARD_NAMES, "board_names has room for all");

const struct board_kind *board_find(const char *name)
{
    for (size_t i = 0; i < BOARDS; i++)
        if (strcmp(boards[i].name, name) == 0 || strcmp(boards[i].target, name) == 0)
            return &boards[i];
    return NULL;
}

size_t board_names(const char *names[BOARD_NAMES])
{
    for (size_t i = 0; i < BOARDS; i++)
        names[i] = boards[i].name;
    return BOARDS;
}

// The folder of this program, so that a moved tree still finds its images.
static bool find_program_folder(char folder[PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    char *slash = n > 0 ? memrchr(folder, '/', (size_t)n) : NULL;

    if (slash)
        *slash = '\0';
    return slash != NULL;
}

// The real path of `folder`/`way`/`name`, or NULL. The caller frees it.
static char *look_in(const char *folder, const char *way, const char *name)
{
    char *path = memory_print("%s/%s/%s", folder, way, name);
    char *found = realpath(path, NULL);

    if (!found && errno == ENOMEM)
        memory_none();
    free(path);
    return found;
}

// Looks where a build or an installation would have put it.
static char *search_image(const struct board_kind *kind)
{
    char folder[PATH_MAX], way[64], name[64];

    if (!find_program_folder(folder))
        return NULL;
    snprintf(way, sizeof way, "../../%s/bin", kind->target); // build/host/bin to build/TARGET/bin
    snprintf(name, sizeof name, "%s.elf", kind->name);
    char *found = look_in(folder, way, "micros-node.elf");
    return found ? found : look_in(folder, MICROS_BIN_TO_DATA "/micros/boards", name);
}

char *board_image(const struct board_kind *kind, const char *given)
{
    char *found = given ? realpath(given, NULL) : search_image(kind);

    if (!found && given)
        term_error("cannot read the image %s: %s", given, strerror(errno));
    else if (!found)
        term_error("there is no image for the board %s; in the source folder, "
                   "`cmake --preset %s && cmake --build --preset %s` builds it",
                   kind->name, kind->target, kind->target);
    return found;
}

char *board_program(const struct board_kind *kind)
{
    char *program = paths_program(kind->program);

    if (!program)
        term_error("%s is not installed; `apt install %s` installs it", kind->program,
                   kind->package);
    return program;
}
