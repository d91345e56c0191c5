// The state of every known node, asked live.
#include "talk/health.h"
#include "device/hello.h"
#include "device/target.h"
#include "talk/batch.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/term.h"
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MS = 3000 };

static const char *const questions[] = { "hello", "version", "system info" };

static void take_answers(struct health *row, const struct batch_item *item)
{
    struct micros_hello hello;

    for (size_t i = 0; i < item->n_answers; i++) {
        const struct batch_answer *answer = &item->answers[i];
        if (answer->result != MICROS_OK)
            continue;
        if (i == 0 && hello_parse(answer->text, answer->len, &hello)) {
            row->is_online = true;
            if (strcmp(row->device->uid, hello.uid) == 0)
                snprintf(row->name, sizeof row->name, "%s", hello.name);
            row->comm_s = (double)answer->took_us / 1e6;
        } else if (i == 1 && answer->len > 1) {
            hello_first_line(answer->text, answer->len, row->version, sizeof row->version);
        } else if (i == 2) {
            row->memfree = hello_memfree(answer->text, answer->len);
        }
    }
    // A node that answers hello is online even if it does not tell the rest.
    if (row->is_online)
        row->code = EXIT_OK;
    else
        row->code = item->result == MICROS_OK ? EXIT_GENERIC : exits_of(item->result);
}

int health_ask(const struct device *const *devices, size_t n, const struct options *options,
               const char *cache, struct health **rows)
{
    struct options mine = *options;
    struct batch_item *items = memory_take(n, sizeof *items);
    int code = EXIT_OK;

    *rows = memory_take(n, sizeof **rows);
    if (!mine.timeout_ms)
        mine.timeout_ms = TIMEOUT_MS;
    for (size_t i = 0; i < n && code == EXIT_OK; i++)
        code = target_of(devices[i], &mine, &items[i].target);
    struct batch batch = {
        .options = &mine, .cache = cache, .commands = questions, .n_commands = 3
    };
    if (code == EXIT_OK)
        code = batch_run(&batch, items, n);
    for (size_t i = 0; i < n && code == EXIT_OK; i++) {
        struct health *row = &(*rows)[i];
        *row = (struct health){
            .device = devices[i], .version = "<n/a>", .memfree = -1, .comm_s = -1
        };
        address_write(&items[i].target.address, row->ip, sizeof row->ip);
        snprintf(row->name, sizeof row->name, "%s", devices[i]->name);
        take_answers(row, &items[i]);
    }
    batch_free(items, n);
    return code;
}

static bool is_address_taken(const struct cache *cache, const struct device *placeholder)
{
    for (size_t i = 0; i < cache->n; i++)
        if (!cache_is_placeholder(&cache->items[i]) &&
            strcmp(cache->items[i].ip, placeholder->ip) == 0)
            return true;
    return false;
}

static bool health_is_listed(const struct cache *cache, const struct device *device)
{
    if (!cache_is_placeholder(device))
        return true;
    return strcmp(device->uid, "__localhost__") == 0 && !is_address_taken(cache, device);
}

int health_choose(const struct cache *cache, char *const *names, size_t n_names,
                  const struct options *options, const struct device ***devices, size_t *n)
{
    *n = 0;
    *devices = memory_take(cache->n + n_names, sizeof **devices);
    for (size_t i = 0; n_names == 0 && i < cache->n; i++)
        if (health_is_listed(cache, &cache->items[i]))
            (*devices)[(*n)++] = &cache->items[i];
    for (size_t i = 0; i < n_names; i++) {
        struct target target;
        int code = target_find(cache, names[i], options, &target);
        if (code == EXIT_OK && !target.device) {
            term_error("%s is not in the cache; `micros devices add %s` adds it", names[i],
                       names[i]);
            code = EXIT_UNKNOWN_DEVICE;
        }
        if (code != EXIT_OK)
            return code;
        (*devices)[(*n)++] = target.device;
    }
    return EXIT_OK;
}
