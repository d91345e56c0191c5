// micros simulate: starts simulated nodes on this computer and puts them in the cache.
#include "discover.h"
#include "exits.h"
#include "json.h"
#include "simnode.h"
#include "simnote.h"
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
    "\vIn the foreground Ctrl-C ends them. In the background `micros simulate stop` ends all that "
    "were started so; nothing is started twice at the same --listen.",
    options_only_base,
    NULL,
    NULL,
};

static bool find_first(const char *where, struct address *address, uint32_t *first)
{
    struct in_addr ip;
    if (!address_parse(where, address) || inet_pton(AF_INET, address->host, &ip) != 1)
        return false;
    *first = ntohl(ip.s_addr) ? ntohl(ip.s_addr) : INADDR_LOOPBACK;
    return true;
}

// Asks every started node who it is.
static int meet(const char *where, unsigned count, struct discovery *found)
{
    struct options options = { .port = 0 };
    struct address address;
    uint32_t first;
    if (!find_first(where, &address, &first)) {
        term_error("simulated nodes are reached over IPv4 only, not at %s", where);
        return EXIT_GENERIC;
    }
    struct network_list hosts = { .items = calloc(count, sizeof *hosts.items), .n = count };
    if (!hosts.items)
        return EXIT_GENERIC;
    options.port = address.port;
    for (unsigned i = 0; i < count; i++)
        hosts.items[i] = (struct network){ first + i, 32 };
    int code = discover_run(&hosts, &options, true, found);
    free(hosts.items);
    if (code == EXIT_OK && found->n < count) {
        term_error("only %zu of %u simulated nodes answered hello at %s", found->n, count, where);
        code = EXIT_GENERIC;
    }
    return code;
}

static void print_json(pid_t pid, const struct discovery *found, bool was_running)
{
    const struct discovered *first = &found->items[0];
    cJSON *root = cJSON_CreateObject();
    json_add_string(root, "name", first->hello.name);
    json_add_string(root, "uid", first->hello.uid);
    json_add_string(root, "address", first->ip);
    json_add_int(root, "count", (int64_t)found->n);
    json_add_int(root, "pid", pid);
    cJSON_AddBoolToObject(root, "was_running", was_running);
    json_print(stdout, root);
    fflush(stdout);
}

static void print_text(const struct simulate *simulate, const struct discovery *found,
                       bool was_running)
{
    const struct discovered *first = &found->items[0];
    printf("%zu simulated node%s%s: ", found->n, found->n == 1 ? "" : "s, the first",
           was_running ? " already running" : "");
    term_word(stdout, TERM_BOLD, first->hello.name);
    printf(" at %s\n  micros connect ", first->ip);
    term_word(stdout, TERM_PLAIN, first->ip);
    printf("\n%s\n",
           was_running || simulate->plan.background ? "  micros simulate stop" : "Ctrl-C ends it");
    fflush(stdout);
}

static void tell(const struct simulate *simulate, pid_t pid, const struct discovery *found,
                 bool was_running)
{
    if (simulate->options.json)
        print_json(pid, found, was_running);
    else
        print_text(simulate, found, was_running);
}

static int note(const struct simulate *simulate, const struct simnode *node)
{
    struct simnote mine = { .pid = node->pid, .count = simulate->plan.count };
    snprintf(mine.listen, sizeof mine.listen, "%s", simulate->plan.listen);
    snprintf(mine.address, sizeof mine.address, "%s", node->address);
    return simnote_add(&mine);
}

static int start(const struct simulate *simulate, const char *cache)
{
    struct simnode node;
    struct discovery found = { 0 };
    int code = simnode_start(&simulate->plan, &node);
    if (code != EXIT_OK)
        return code;
    code = meet(node.address, simulate->plan.count, &found);
    if (code == EXIT_OK)
        code = discover_store(&found, cache);
    if (code == EXIT_OK && simulate->plan.background)
        code = note(simulate, &node);
    if (code == EXIT_OK)
        tell(simulate, node.pid, &found, false);
    discover_free(&found);
    if (code != EXIT_OK)
        simnode_kill(&node);
    else if (!simulate->plan.background)
        code = simnode_wait(&node);
    return code;
}

// What was asked for runs already: says so.
static int greet_running(const struct simulate *simulate, const struct simnote *running,
                         const char *cache)
{
    struct discovery found = { 0 };
    if (running->count != simulate->plan.count) {
        term_error("%u simulated nodes run at %s already; `micros simulate stop` ends them",
                   running->count, running->address);
        return EXIT_GENERIC;
    }
    int code = meet(running->address, running->count, &found);
    if (code == EXIT_OK)
        code = discover_store(&found, cache);
    if (code == EXIT_OK)
        tell(simulate, running->pid, &found, true);
    else
        term_error("process %d does not answer; `micros simulate stop` ends it", (int)running->pid);
    discover_free(&found);
    return code;
}

static int stop_all(const struct simulate *simulate)
{
    size_t stopped;
    int code = simnote_stop_all(&stopped);
    if (simulate->options.json && code == EXIT_OK) {
        cJSON *root = cJSON_CreateObject();
        json_add_int(root, "stopped", (int64_t)stopped);
        json_print(stdout, root);
    } else if (code == EXIT_OK && stopped == 0) {
        term_say("no simulated node is running in the background");
    }
    return code;
}

static int simulate_main(const struct verb *verb, int argc, char **argv)
{
    struct simulate simulate = { .plan = { .listen = "127.0.0.1:9008", .count = 1 } };
    options_parse(verb, argc, argv, 0, &simulate);
    if (simulate.stop)
        return stop_all(&simulate);
    char *cache = cache_path(simulate.options.cache);
    struct simnote_list list = simnote_load();
    const struct simnote *running = simnote_find(&list, simulate.plan.listen);
    int code = EXIT_GENERIC;
    if (cache)
        code = running ? greet_running(&simulate, running, cache) : start(&simulate, cache);
    free(list.items);
    free(cache);
    return code;
}

const struct verb verb_simulate = { "simulate", "start simulated nodes on this computer",
                                    &simulate_argp, simulate_main };
