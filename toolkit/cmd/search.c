// micros search: finds nodes in networks and remembers them.
#include "device/discover.h"
#include "talk/table.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/memory.h"
#include "term/term.h"
#include "term/verb.h"
#include <stdlib.h>

enum { KEY_ALL_NETWORKS = 0x200 };

struct search {
    struct options options;
    struct network_list networks;
    bool all_networks;
    bool only_these; // networks that the user names
};

static const struct argp_option search_options[] = {
    { "network", 'n', "CIDR", 0,
      "Network to search, such as 10.0.1.0/24; may be given several times", 0 },
    { "all-networks", KEY_ALL_NETWORKS, NULL, 0,
      "Also search this computer's networks larger than a /20", 0 },
    { NULL },
};

static error_t search_parse(int key, char *arg, struct argp_state *state)
{
    struct search *search = state->input;
    struct network network;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &search->options, true); return 0;
    case KEY_ALL_NETWORKS: search->all_networks = true; return 0;
    case 'n':
        if (!network_parse(arg, &network))
            argp_error(state, "'%s' is not a network; write it like 10.0.1.0/24", arg);
        search->only_these = true;
        network_add(&search->networks, &network);
        return 0;
    case ARGP_KEY_ARG: argp_error(state, "'%s': networks are given with --network", arg); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp search_argp = {
    search_options,
    search_parse,
    NULL,
    "Ask every address of the networks of this computer for its name, and remember the nodes that "
    "answer."
    "\vAt each address only the shell port is asked (9008, or --port). Nodes that announce "
    "themselves (multicast DNS, _micros._tcp) are asked too, on any port and in networks too large "
    "to search; with --network, only those in the given networks. A node is found if it answers "
    "hello. "
    "Known devices are never removed from the cache.",
    options_all,
    NULL,
    NULL,
};

static cJSON *found_by(const struct discovered *it)
{
    cJSON *ways = cJSON_CreateArray();

    if (it->by_asking)
        cJSON_AddItemToArray(ways, cJSON_CreateString("scan"));
    if (it->is_announced)
        cJSON_AddItemToArray(ways, cJSON_CreateString("dns-sd"));
    return ways;
}

static cJSON *silent_json(const struct discovery *found)
{
    cJSON *list = cJSON_CreateArray();

    for (size_t i = 0; i < found->n_silent; i++) {
        cJSON *one = cJSON_CreateObject();
        json_add_string(one, "name", found->silent[i].name);
        json_add_string(one, "address", found->silent[i].ip);
        cJSON_AddItemToArray(list, one);
    }
    return list;
}

static void search_print_json(const struct discovery *found)
{
    cJSON *root = cJSON_CreateObject(), *list = cJSON_CreateArray();

    for (size_t i = 0; i < found->n; i++) {
        cJSON *one = cJSON_CreateObject();
        json_add_string(one, "name", found->items[i].hello.name);
        json_add_string(one, "uid", found->items[i].hello.uid);
        json_add_string(one, "address", found->items[i].ip);
        json_add_string(one, "mac", found->items[i].mac);
        cJSON_AddNumberToObject(one, "comm_s", found->items[i].comm_s);
        cJSON_AddItemToObject(one, "by", found_by(&found->items[i]));
        cJSON_AddItemToArray(list, one);
    }
    cJSON_AddItemToObject(root, "found", list);
    cJSON_AddItemToObject(root, "silent", silent_json(found));
    json_add_int(root, "asked", (int64_t)found->asked);
    cJSON_AddNumberToObject(root, "took_s", found->took_s);
    json_print(stdout, root);
}

static void search_print_table(const struct discovery *found)
{
    static const char *const titles[] = { "NAME", "ADDRESS", "UID", "MAC" };
    const char **cells = memory_take(found->n * 4, sizeof *cells);

    for (size_t i = 0; i < found->n; i++) {
        const struct discovered *it = &found->items[i];
        cells[i * 4] = it->hello.name;
        cells[i * 4 + 1] = it->ip;
        cells[i * 4 + 2] = it->hello.uid;
        cells[i * 4 + 3] = it->mac;
    }
    if (found->n)
        table_print(titles, 4, cells, found->n);
    free(cells);
}

static int search_networks(struct search *search, const char *path)
{
    struct discovery found;
    int code = discover_everywhere(&search->networks, search->only_these, &search->options, &found);

    if (code == EXIT_OK && found.n)
        code = discover_store(&found, path);
    if (code == EXIT_OK) {
        if (search->options.json)
            search_print_json(&found);
        else
            search_print_table(&found);
        for (size_t i = 0; i < found.n_silent; i++)
            term_say("%s announces a node at %s, which does not answer hello", found.silent[i].name,
                     found.silent[i].ip);
        size_t answered = 0;
        for (size_t i = 0; i < found.n; i++)
            answered += found.items[i].by_asking;
        term_say(
            "%zu of %zu addresses answered on port %u, %zu more announced themselves, %.2f s%s",
            answered, found.asked, options_port(&search->options), found.n - answered, found.took_s,
            found.interrupted ? ", interrupted" : "");
        if (found.n == 0 && !found.interrupted)
            term_say("no node found; check that one is switched on and in one of these networks. "
                     "`micros search --network CIDR` searches another network");
    }
    discover_free(&found);
    return code;
}

static int search_main(const struct verb *verb, int argc, char **argv)
{
    struct search search = { .all_networks = false };
    int code = EXIT_GENERIC;

    options_parse(verb, argc, argv, 0, &search);
    char *path = cache_path(search.options.cache);
    search.only_these = search.only_these || network_is_named();
    if (search.networks.n == 0)
        network_add_local(&search.networks, search.all_networks);
    if (path)
        code = search_networks(&search, path);
    free(search.networks.items);
    free(path);
    return code;
}

const struct verb verb_search = { "search", "find nodes in the network and remember them",
                                  &search_argp, search_main };
