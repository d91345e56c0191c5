// The numbered list of devices to choose from.
#include "talk/menu.h"
#include "talk/table.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/term.h"
#include <stdlib.h>
#include <unistd.h>

// Reads byte by byte, because in a pipe the text after the number is for the node.
static bool menu_read_line(char *line, size_t size)
{
    size_t n = 0;

    while (n + 1 < size && read(STDIN_FILENO, line + n, 1) == 1 && line[n] != '\n')
        n++;
    line[n] = '\0';
    return n > 0;
}

static int choose_from(const struct device *const *order, size_t n, const struct options *options,
                       struct target *target)
{
    char line[32], *end;

    fputs("Choose a device index: ", stdout);
    fflush(stdout);
    bool ok = menu_read_line(line, sizeof line);
    if (!isatty(STDIN_FILENO))
        fputc('\n', stdout); // the user did not type a line break
    long index = ok ? strtol(line, &end, 10) : -1;
    if (index < 0 || (size_t)index >= n || *end) {
        term_error("choose a number from 0 to %zu", n - 1);
        return EXIT_UNKNOWN_DEVICE;
    }
    int code = target_of(order[index], options, target);
    if (code == EXIT_OK) {
        fputs("Device IP was set: ", stdout);
        term_word(stdout, TERM_PLAIN, order[index]->ip);
        fputc('\n', stdout);
        fflush(stdout);
    }
    return code;
}

int menu_choose_or_only(const struct cache *cache, const struct options *options,
                        struct target *target)
{
    if (options->json || cache_count_real(cache) != 1)
        return menu_choose(cache, options, target);
    for (size_t i = 0; i < cache->n; i++)
        if (!cache_is_placeholder(&cache->items[i]))
            target->device = &cache->items[i];
    term_say("%s is the only known device", target->device->name);
    return target_of(target->device, options, target);
}

int menu_choose(const struct cache *cache, const struct options *options, struct target *target)
{
    if (cache_count_real(cache) == 0) {
        term_error(
            "no device is known yet; `micros search` finds them, `micros simulate` starts one");
        return EXIT_UNKNOWN_DEVICE;
    }
    if (options->json) {
        term_error("with --json the device must be named");
        return EXIT_USAGE;
    }
    const struct device **order = memory_take(cache->n, sizeof *order);
    int code = choose_from(order, table_print_devices(cache, order), options, target);
    free(order);
    return code;
}
