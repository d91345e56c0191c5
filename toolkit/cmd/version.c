// micros version: the version of this toolkit, and of the named nodes.
#include "device/hello.h"
#include "device/pattern.h"
#include "talk/batch.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <stdlib.h>
#include <string.h>

struct version {
    struct options options;
    struct words_list names;
};

static error_t version_parse(int key, char *arg, struct argp_state *state)
{
    struct version *version = state->input;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &version->options, true); return 0;
    case ARGP_KEY_ARG: words_add(&version->names, arg, strlen(arg)); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp version_argp = {
    NULL,        version_parse,
    "[NAME]...", "Print the version of the toolkit and, if named, of nodes.",
    options_all, NULL,
    NULL,
};

static const char *const ask_version[] = { "version" };

static void version_of(const struct batch_item *item, char *line, size_t size)
{
    hello_first_line("<n/a>", 5, line, size);
    if (item->result == MICROS_OK && item->n_answers)
        hello_first_line(item->answers[0].text, item->answers[0].len, line, size);
}

static void version_print(const struct version *version, const struct batch_item *items, size_t n)
{
    char line[48];
    cJSON *root = cJSON_CreateObject(), *nodes = cJSON_CreateArray();

    json_add_string(root, "micros", MICROS_TOOLKIT_VERSION);
    if (!version->options.json)
        puts("micros " MICROS_TOOLKIT_VERSION);
    for (size_t i = 0; i < n; i++) {
        cJSON *node = cJSON_CreateObject();
        version_of(&items[i], line, sizeof line);
        json_add_string(node, "name", items[i].target.label);
        json_add_string(node, "version", line);
        cJSON_AddItemToArray(nodes, node);
        if (!version->options.json) {
            term_word(stdout, TERM_PLAIN, items[i].target.label);
            putchar(' ');
            term_word(stdout, TERM_PLAIN, line);
            putchar('\n');
        }
        batch_report(&items[i]);
    }
    cJSON_AddItemToObject(root, "nodes", nodes);
    if (version->options.json)
        json_print(stdout, root);
    else
        cJSON_Delete(root);
}

static int ask_nodes(struct version *version, const struct cache *cache, struct batch_item **items,
                     size_t *n)
{
    struct target target;
    int code = pattern_expand(cache, &version->names);

    for (size_t i = 0; code == EXIT_OK && i < version->names.n; i++) {
        code = target_find(cache, version->names.items[i], &version->options, &target);
        if (code == EXIT_OK)
            batch_add(items, n, &target);
    }
    struct batch batch = { .options = &version->options,
                           .cache = cache->path,
                           .commands = ask_version,
                           .n_commands = 1,
                           .may_ask = true,
                           .may_search = true };
    return code == EXIT_OK ? batch_run(&batch, *items, *n) : code;
}

static int version_main(const struct verb *verb, int argc, char **argv)
{
    struct version version = { .names = { 0 } };
    struct cache cache = { .lock = -1 };
    struct batch_item *items = NULL;
    size_t n = 0;
    char *path = NULL;
    int code = EXIT_OK;

    options_parse(verb, argc, argv, 0, &version);
    if (version.names.n) {
        path = cache_path(version.options.cache);
        code = path && cache_load(&cache, path) == 0 ? EXIT_OK : EXIT_GENERIC;
        if (code == EXIT_OK)
            code = ask_nodes(&version, &cache, &items, &n);
    }
    if (code == EXIT_OK) {
        version_print(&version, items, n);
        code = batch_exit_code(items, n);
    }
    batch_free(items, n);
    cache_free(&cache);
    words_free(&version.names);
    free(path);
    return code;
}

const struct verb verb_version = { "version", "print the version of the toolkit and of nodes",
                                   &version_argp, version_main };
