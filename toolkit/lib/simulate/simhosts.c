// Keeps the names and addresses of simulated nodes where they find them.
#include "simulate/simhosts.h"
#include "posix/plain_file.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *simhosts_path(void)
{
    return paths_state("simulator/hosts");
}

// Whether a line is of a node that will be written again.
static bool is_replaced(const char *line, const struct discovery *found)
{
    char place[128], name[256];

    if (sscanf(line, "%127s %255[^\n]", place, name) != 2)
        return true;
    for (size_t i = 0; i < found->n; i++)
        if (strcmp(found->items[i].ip, place) == 0 || strcmp(found->items[i].hello.name, name) == 0)
            return true;
    return false;
}

static void keep_others(FILE *from, FILE *to, const struct discovery *found)
{
    char line[512];

    while (fgets(line, sizeof line, from))
        if (!is_replaced(line, found))
            fputs(line, to);
}

static void write_place(FILE *to, const struct discovered *node)
{
    struct address address;
    char place[300];

    if (!address_parse(node->ip, &address))
        return;
    snprintf(place, sizeof place, strchr(address.host, ':') ? "[%s]" : "%s", address.host);
    unsigned port = address.port ? address.port : MICROS_PORT;
    fprintf(to, "%s:%u %s\n", place, port, node->hello.name);
}

static int write_file(const char *path, const char *temp, const struct discovery *found)
{
    FILE *to = plain_file_stream(temp, "w"), *from = to ? plain_file_stream(path, "r") : NULL;

    if (!to)
        return -1;
    if (from) {
        keep_others(from, to, found);
        fclose(from);
    }
    for (size_t i = 0; i < found->n; i++)
        write_place(to, &found->items[i]);
    bool bad = ferror(to);
    return fclose(to) == 0 && !bad ? rename(temp, path) : -1;
}

int simhosts_add(const struct discovery *found)
{
    char *path = simhosts_path();
    int code = EXIT_GENERIC, fd = -1;

    if (!path)
        return code;
    char *temp = memory_print("%s.new", path);
    if (paths_make_parents(path) == 0 && (fd = paths_lock(path)) >= 0)
        code = write_file(path, temp, found) == 0 ? EXIT_OK : EXIT_GENERIC;
    if (code != EXIT_OK)
        term_error("cannot write %s: %s", path, plain_file_error(errno));
    if (fd >= 0)
        close(fd);
    free(temp);
    free(path);
    return code;
}
