// micros devices: shows and edits the device cache.
#include "device/address.h"
#include "device/cache.h"
#include "device/target.h"
#include "device/trust.h"
#include "talk/health.h"
#include "talk/table.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/memory.h"
#include "term/options.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <stdlib.h>
#include <string.h>

enum { KEY_NAME = 0x200, KEY_UID, KEY_MAC };

struct devices {
    struct options options;
    struct words_list words;
    const char *name, *uid, *mac;
};

static const struct argp_option devices_options[] = {
    { "name", KEY_NAME, "NAME", 0, "add: the device's name (default: its address)", 0 },
    { "uid", KEY_UID, "UID", 0, "add: the device's UID (default: made from the address)", 0 },
    { "mac", KEY_MAC, "MAC", 0, "add: the device's hardware address", 0 },
    { NULL },
};

static error_t devices_parse(int key, char *arg, struct argp_state *state)
{
    struct devices *devices = state->input;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &devices->options, false); return 0;
    case KEY_NAME: devices->name = arg; return 0;
    case KEY_UID: devices->uid = arg; return 0;
    case KEY_MAC: devices->mac = arg; return 0;
    case ARGP_KEY_ARG: words_add(&devices->words, arg, strlen(arg)); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp devices_argp = {
    devices_options,
    devices_parse,
    "[list]\nimport FILE\nadd IP[:PORT]\nremove NAME\nprune\nplain NAME\nprove NAME",
    "List the known devices, or change the list by hand."
    "\vimport merges the cache file of another toolkit. That file is not changed. prune asks every "
    "device and removes those that do not answer, except those that have proved that they "
    "know their password. plain allows sending the password in clear to NAME, an older node. prove "
    "makes NAME prove that it knows the password before it gets a command. A device that has done "
    "so once must do so every time, without prove.",
    options_only_base,
    NULL,
    NULL,
};

static void devices_print_json(const struct cache *cache)
{
    cJSON *root = cJSON_CreateObject(), *array = cJSON_CreateArray();

    for (size_t i = 0; i < cache->n; i++) {
        const struct device *device = &cache->items[i];
        cJSON *one = cJSON_CreateObject();
        json_add_string(one, "name", device->name);
        json_add_string(one, "address", device->ip);
        json_add_string(one, "uid", device->uid);
        json_add_string(one, "mac", device->mac);
        json_add_string(one, "login", trust_word(trust_login_of(device)));
        cJSON_AddBoolToObject(one, "placeholder", cache_is_placeholder(device));
        cJSON_AddItemToArray(array, one);
    }
    cJSON_AddItemToObject(root, "devices", array);
    json_print(stdout, root);
}

static void devices_print_table(const struct cache *cache)
{
    static const char *const titles[] = { "NAME", "ADDRESS", "UID", "MAC" };
    const char **cells = memory_take(cache->n * 4, sizeof *cells);

    for (size_t i = 0; i < cache->n; i++) {
        const struct device *device = &cache->items[i];
        cells[i * 4] = device->name;
        cells[i * 4 + 1] = device->ip;
        cells[i * 4 + 2] = device->uid;
        cells[i * 4 + 3] = device->mac;
    }
    table_print(titles, 4, cells, cache->n);
    free(cells);
}

static int devices_list(const struct devices *devices, const struct cache *cache)
{
    if (devices->options.json)
        devices_print_json(cache);
    else
        devices_print_table(cache);
    return EXIT_OK;
}

static int devices_add(const struct devices *devices, struct cache *cache, const char *where)
{
    struct address address;
    char uid[320], ip[300];

    if (!address_parse(where, &address)) {
        term_error("'%s' is not an address; write 10.0.1.7, 10.0.1.7:9010 or [::1]:9010", where);
        return EXIT_USAGE;
    }
    address_write(&address, ip, sizeof ip);
    snprintf(uid, sizeof uid, "unknown-%s", ip);
    const char *name = devices->name ? devices->name : ip;
    cache_put(cache, devices->uid ? devices->uid : uid, ip, devices->mac, name);
    return cache_save(cache) == 0 ? EXIT_OK : EXIT_GENERIC;
}

static int devices_drop(const struct devices *devices, struct cache *cache, const char *name)
{
    struct target target;
    int code = target_find(cache, name, &devices->options, &target);

    if (code == EXIT_OK && !target.device) {
        term_error("no device has the address %s; `micros devices` lists the known ones", name);
        code = EXIT_UNKNOWN_DEVICE;
    }
    if (code == EXIT_OK && cache_is_placeholder(target.device)) {
        term_error("%s is a placeholder that older tools expect; it cannot be removed", name);
        code = EXIT_GENERIC;
    }
    if (code != EXIT_OK)
        return code;
    cache_remove(cache, (size_t)(target.device - cache->items));
    return cache_save(cache) == 0 ? EXIT_OK : EXIT_GENERIC;
}

static int devices_trust(const struct devices *devices, struct cache *cache, const char *name,
                         enum trust_login login)
{
    struct target target;
    int code = target_find(cache, name, &devices->options, &target);

    if (code == EXIT_OK && !target.device) {
        term_error("no device has the address %s; `micros devices` lists the known ones", name);
        code = EXIT_UNKNOWN_DEVICE;
    }
    if (code != EXIT_OK)
        return code;
    trust_set_login(&cache->items[target.device - cache->items], login);
    return cache_save(cache) == 0 ? EXIT_OK : EXIT_GENERIC;
}

static bool is_gone(const struct health *row)
{
    return !row->is_online && trust_login_of(row->device) != TRUST_SCRAM;
}

// Removes the devices of these rows that do not answer. Another program may have changed the file
// meanwhile.
static int remove_gone(const char *path, const struct health *rows, size_t n)
{
    struct cache cache;
    size_t removed = 0;

    if (cache_edit(&cache, path) != 0)
        return EXIT_GENERIC;
    for (size_t i = 0; i < n; i++) {
        const struct device *entry =
            is_gone(&rows[i]) ? cache_find(&cache, rows[i].device->uid) : NULL;
        if (!entry)
            continue;
        term_say("%s (%s) does not answer: removed", entry->name, entry->ip);
        cache_remove(&cache, (size_t)(entry - cache.items));
        removed++;
    }
    int code = !removed || cache_save(&cache) == 0 ? EXIT_OK : EXIT_GENERIC;
    if (code == EXIT_OK && !removed)
        term_say("nothing to remove: all devices answer");
    cache_free(&cache);
    return code;
}

static int prune(const struct devices *devices, const char *path)
{
    struct cache cache;
    struct health *rows = NULL;
    size_t n = 0;

    if (cache_load(&cache, path) != 0)
        return EXIT_GENERIC;
    const struct device **real = memory_take(cache.n, sizeof *real);
    for (size_t i = 0; i < cache.n; i++)
        if (!cache_is_placeholder(&cache.items[i]))
            real[n++] = &cache.items[i];
    int code = health_ask(real, n, &devices->options, NULL, &rows);
    if (code == EXIT_OK)
        code = remove_gone(path, rows, n);
    free(rows);
    free(real);
    cache_free(&cache);
    return code;
}

static int import(struct cache *cache, const char *file)
{
    int n = cache_import(cache, file);

    if (n < 0)
        return EXIT_GENERIC;
    if (cache_save(cache) != 0)
        return EXIT_GENERIC;
    term_say("imported %d entries from %s", n, file);
    return EXIT_OK;
}

static int change(const struct devices *devices, struct cache *cache)
{
    const char *action = devices->words.items[0], *what = devices->words.items[1];
    int code = EXIT_USAGE;

    if (strcmp(action, "import") == 0)
        code = import(cache, what);
    else if (strcmp(action, "add") == 0)
        code = devices_add(devices, cache, what);
    else if (strcmp(action, "remove") == 0)
        code = devices_drop(devices, cache, what);
    else if (strcmp(action, "plain") == 0)
        code = devices_trust(devices, cache, what, TRUST_PLAIN);
    else if (strcmp(action, "prove") == 0)
        code = devices_trust(devices, cache, what, TRUST_SCRAM);
    else
        term_error("unknown action '%s'; see `micros devices --help`", action);
    if (code == EXIT_OK && devices->options.json)
        devices_list(devices, cache);
    return code;
}

static bool is_action(const struct words_list *words, const char *action)
{
    return words->n == 1 && strcmp(words->items[0], action) == 0;
}

static int devices_obey(const struct devices *devices, const char *path)
{
    const struct words_list *words = &devices->words;
    struct cache cache = { .lock = -1 };
    bool prunes = is_action(words, "prune"), changes = words->n == 2;
    int code = prunes ? prune(devices, path) : EXIT_OK;

    if (prunes && !(devices->options.json && code == EXIT_OK)) // JSON: the remaining devices
        return code;
    if (changes ? cache_edit(&cache, path) : cache_load(&cache, path))
        return EXIT_GENERIC;
    code = changes ? change(devices, &cache) : devices_list(devices, &cache);
    cache_free(&cache);
    return code;
}

static int devices_main(const struct verb *verb, int argc, char **argv)
{
    struct devices devices = { .name = NULL };
    int code = EXIT_GENERIC;

    options_parse(verb, argc, argv, 0, &devices);
    const struct words_list *words = &devices.words;
    char *path = cache_path(devices.options.cache);
    if (words->n != 0 && words->n != 2 && !is_action(words, "list") && !is_action(words, "prune")) {
        term_error("give one action and one device or file, such as `micros devices remove NAME`; "
                   "see --help");
        code = EXIT_USAGE;
    } else if (path) {
        code = devices_obey(&devices, path);
    }
    words_free(&devices.words);
    free(path);
    return code;
}

const struct verb verb_devices = { "devices", "list, add, remove or import known devices",
                                   &devices_argp, devices_main };
