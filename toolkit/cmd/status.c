// micros status: which nodes are online, their version, free memory and answer time.
#include "device/pattern.h"
#include "talk/health.h"
#include "talk/table.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <stdlib.h>
#include <string.h>

struct status {
    struct options options;
    struct words_list names;
};

static error_t status_parse(int key, char *arg, struct argp_state *state)
{
    struct status *status = state->input;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &status->options, true); return 0;
    case ARGP_KEY_ARG: words_add(&status->names, arg, strlen(arg)); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp status_argp = {
    NULL,
    status_parse,
    "[NAME]...",
    "Ask the named nodes, or all in the cache, how they are."
    "\vONLINE means that the node answered hello just now. A value that a node did not report is "
    "<n/a>.",
    options_all,
    NULL,
    NULL,
};

static void status_print_json(const struct health *rows, size_t n)
{
    cJSON *root = cJSON_CreateObject(), *list = cJSON_CreateArray();

    for (size_t i = 0; i < n; i++) {
        cJSON *row = cJSON_CreateObject();
        json_add_string(row, "uid", rows[i].device->uid);
        json_add_string(row, "name", rows[i].name);
        json_add_string(row, "address", rows[i].ip);
        cJSON_AddBoolToObject(row, "online", rows[i].is_online);
        if (rows[i].memfree >= 0)
            json_add_int(row, "memfree", rows[i].memfree);
        else
            cJSON_AddNullToObject(row, "memfree");
        if (strcmp(rows[i].version, "<n/a>") != 0)
            json_add_string(row, "version", rows[i].version);
        else
            cJSON_AddNullToObject(row, "version");
        if (rows[i].comm_s >= 0)
            cJSON_AddNumberToObject(row, "comm_s", rows[i].comm_s);
        else
            cJSON_AddNullToObject(row, "comm_s");
        cJSON_AddItemToArray(list, row);
    }
    cJSON_AddItemToObject(root, "devices", list);
    json_print(stdout, root);
}

// The table is the answer even when nodes are offline, so only named nodes change the exit code.
static int exit_code(const struct health *rows, size_t n, bool named)
{
    int code = -1;

    for (size_t i = 0; named && i < n; i++)
        code = exits_add(code, rows[i].code);
    return code < 0 ? EXIT_OK : code;
}

static int status_main(const struct verb *verb, int argc, char **argv)
{
    struct status status = { .names = { 0 } };
    struct cache cache = { .lock = -1 };
    const struct device **devices = NULL;
    struct health *rows = NULL;
    size_t n = 0;

    options_parse(verb, argc, argv, 0, &status);
    char *path = cache_path(status.options.cache);
    int code = path && cache_load(&cache, path) == 0 ? EXIT_OK : EXIT_GENERIC;
    if (code == EXIT_OK)
        code = pattern_expand(&cache, &status.names);
    if (code == EXIT_OK)
        code = health_choose(&cache, status.names.items, status.names.n, &status.options, &devices,
                             &n);
    if (code == EXIT_OK)
        code = health_ask(devices, n, &status.options, path, &rows);
    if (code == EXIT_OK && status.options.json)
        status_print_json(rows, n);
    else if (code == EXIT_OK)
        table_print_status(rows, n);
    if (code == EXIT_OK)
        code = exit_code(rows, n, status.names.n > 0);
    free(rows);
    free(devices);
    cache_free(&cache);
    words_free(&status.names);
    free(path);
    return code;
}

const struct verb verb_status = { "status", "show which nodes are online and how they are",
                                  &status_argp, status_main };
