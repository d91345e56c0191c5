// micros simulate: starts simulated nodes on this computer and puts them in the cache.
#include "discover.h"
#include "exits.h"
#include "json.h"
#include "simnode.h"
#include "term.h"
#include "verb.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BOARD = 0x200, KEY_ROOT, KEY_LISTEN, KEY_NODE };

struct simulate {
    struct options options;
    struct simnode_plan plan;
    bool stop;
};

static const struct argp_option simulate_options[] = {
    { "count", 'n', "N", 0, "How many nodes, on addresses that follow each other", 0 },
    { "board", KEY_BOARD, "BOARD", 0, "esp8266 or esp32", 0 },
    { "root", KEY_ROOT, "DIR", 0, "Folder of the node's files (default: in the XDG state folder)",
      0 },
    { "listen", KEY_LISTEN, "ADDR:PORT", 0,
      "Where it listens (default 127.0.0.1:9008; port 0: any)", 0 },
    { "background", 'b', NULL, 0, "Return at once; `micros simulate stop` ends it", 0 },
    { "node", KEY_NODE, "PROGRAM", 0, "The micros-node program to start", 0 },
    { NULL },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct simulate *simulate = state->input;
    struct simnode_plan *plan = &simulate->plan;
    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &simulate->options, false); return 0;
    case 'n': plan->count = (unsigned)options_number(state, "--count", arg, 1, 100000); return 0;
    case KEY_BOARD: plan->board = arg; return 0;
    case KEY_ROOT: plan->root = arg; return 0;
    case KEY_LISTEN: plan->listen = arg; return 0;
    case 'b': plan->background = true; return 0;
    case KEY_NODE: plan->program = arg; return 0;
    case ARGP_KEY_ARG:
        if (strcmp(arg, "stop") != 0)
            argp_error(state, "unknown action '%s'; did you mean stop?", arg);
        simulate->stop = true;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp simulate_argp = {
    simulate_options,
    parse,
    "[stop]",
    "Start simulated nodes on this computer and remember them in the device cache."
    "\vIn the foreground Ctrl-C ends them. In the background `micros simulate stop` does.",
    options_only_base,
    NULL,
    NULL,
};

// Asks every started node who it is.
static int meet(const struct simulate *simulate, const struct simnode *node,
                struct discovery *found)
{
    struct options options = { .port = 0 };
    struct address address;
    struct in_addr first;
    unsigned count = simulate->plan.count;
    struct network_list hosts = { .items = calloc(count, sizeof *hosts.items), .n = count };
    int code = EXIT_GENERIC;
    if (address_parse(node->address, &address) && inet_pton(AF_INET, address.host, &first) == 1) {
        uint32_t base = ntohl(first.s_addr) ? ntohl(first.s_addr) : INADDR_LOOPBACK;
        options.port = address.port;
        for (unsigned i = 0; hosts.items && i < count; i++)
            hosts.items[i] = (struct network){ base + i, 32 };
        if (hosts.items)
            code = discover_run(&hosts, &options, found);
    } else {
        term_error("simulated nodes are reached over IPv4 only, not at %s", node->address);
    }
    free(hosts.items);
    if (code == EXIT_OK && found->n < count) {
        term_error("only %zu of %u simulated nodes answered hello at %s", found->n, count,
                   node->address);
        code = EXIT_GENERIC;
    }
    return code;
}

static void tell(const struct simulate *simulate, const struct simnode *node,
                 const struct discovery *found)
{
    const struct discovered *first = &found->items[0];
    if (simulate->options.json) {
        cJSON *root = cJSON_CreateObject();
        json_add_string(root, "name", first->hello.name);
        json_add_string(root, "uid", first->hello.uid);
        json_add_string(root, "address", first->ip);
        json_add_int(root, "count", (int64_t)found->n);
        json_add_int(root, "pid", node->pid);
        json_print(stdout, root);
    } else {
        printf("%zu simulated node%s: ", found->n, found->n == 1 ? "" : "s, the first");
        term_word(stdout, TERM_BOLD, first->hello.name);
        printf(" at %s\n  micros connect ", first->ip);
        term_word(stdout, TERM_PLAIN, first->ip);
        printf("\n%s\n", simulate->plan.background ? "  micros simulate stop" : "Ctrl-C ends it");
    }
    fflush(stdout);
}

static int start(const struct simulate *simulate, const char *cache)
{
    struct simnode node;
    struct discovery found = { 0 };
    int code = simnode_start(&simulate->plan, &node);
    if (code != EXIT_OK)
        return code;
    code = meet(simulate, &node, &found);
    if (code == EXIT_OK)
        code = discover_store(&found, cache);
    if (code == EXIT_OK && simulate->plan.background)
        code = simnode_note(&node);
    if (code == EXIT_OK)
        tell(simulate, &node, &found);
    discover_free(&found);
    if (code != EXIT_OK)
        simnode_kill(&node);
    else if (!simulate->plan.background)
        code = simnode_wait(&node);
    return code;
}

static int simulate_main(const struct verb *verb, int argc, char **argv)
{
    struct simulate simulate = { .plan = { .listen = "127.0.0.1:9008", .count = 1 } };
    options_parse(verb, argc, argv, 0, &simulate);
    if (simulate.stop)
        return simnode_stop();
    char *cache = cache_path(simulate.options.cache);
    int code = cache ? start(&simulate, cache) : EXIT_GENERIC;
    free(cache);
    return code;
}

const struct verb verb_simulate = { "simulate", "start simulated nodes on this computer",
                                    &simulate_argp, simulate_main };
