// micros simulate: starts simulated nodes on this computer, as Linux processes or on emulated
// boards, and puts them in the cache.
#include "board_list.h"
#include "device/discover.h"
#include "simulate/board_start.h"
#include "simulate/simhosts.h"
#include "simulate/simnode.h"
#include "simulate/simnote.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/memory.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BOARD = 0x200, KEY_ROOT, KEY_LISTEN, KEY_NODE, KEY_CONSOLE, KEY_TRACE, KEY_TIMEOUT };

struct simulate {
    struct options options;
    struct simnode_plan plan;
    const struct board_kind *kind; // NULL: Linux nodes
    bool has_console;
    bool traces;
    int timeout_ms; // of an emulated board
    bool stop;
};

static const struct argp_option simulate_options[] = {
    { "count", 'n', "N", 0, "How many nodes, on addresses that follow each other", 0 },
    { "board", KEY_BOARD, "BOARD", 0,
      BOARD_LIST ": the board's own program in an emulator; "
                 "esp32: a Linux node with that board's pins",
      0 },
    { "root", KEY_ROOT, "DIR", 0, "Folder of the node's files (default: in the XDG state folder)",
      0 },
    { "listen", KEY_LISTEN, "ADDR:PORT", 0,
      "Where it listens (default 127.0.0.1:9008; port 0 picks a free one)", 0 },
    { "background", 'b', NULL, 0, "Return at once; `micros simulate stop` ends it", 0 },
    { "node", KEY_NODE, "PROGRAM", 0, "The micros-node program, or the board's image, to start",
      0 },
    { "console", KEY_CONSOLE, NULL, 0, "The emulated board's serial line on this terminal", 0 },
    { "trace", KEY_TRACE, NULL, 0, "Show on the serial line what the board's pins do", 0 },
    { "timeout", KEY_TIMEOUT, "MS", 0,
      "Longest wait until an emulated board answers, in milliseconds (default 30000)", 0 },
    { NULL },
};

static void refuse_board(struct argp_state *state, const char *board, const char *linux_board)
{
    const char *names[BOARD_NAMES + 1];
    char list[256] = "";
    size_t n = board_names(names);

    names[n++] = linux_board;
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(list);
        snprintf(list + len, sizeof list - len, "%s%s", i ? ", " : "", names[i]);
    }
    const char *nearest = words_nearest(board, names, n);
    if (nearest)
        argp_error(state, "there is no board '%s'; did you mean %s? There are %s", board, nearest,
                   list);
    else
        argp_error(state, "there is no board '%s'; there are %s", board, list);
}

// Refuses options that do not go together, once all are known.
static void simulate_check(struct argp_state *state, const struct simulate *simulate)
{
    static const char linux_board[] = "esp32"; // esp8266 is a Linux node's default
    const struct simnode_plan *plan = &simulate->plan;

    if (plan->board && !simulate->kind && strcmp(plan->board, linux_board) != 0)
        refuse_board(state, plan->board, linux_board);
    if ((simulate->has_console || simulate->traces) && !simulate->kind)
        argp_error(state, "--console and --trace are for emulated boards: --board esp8266");
    if (simulate->has_console && (plan->background || plan->count > 1 || simulate->options.json))
        argp_error(state, "--console is for one board in the foreground, and without --json");
    if (simulate->kind && plan->count > BOARD_COUNT_MAX)
        argp_error(state, "--count is at most %d with --board %s", BOARD_COUNT_MAX, plan->board);
}

static error_t simulate_parse(int key, char *arg, struct argp_state *state)
{
    struct simulate *simulate = state->input;
    struct simnode_plan *plan = &simulate->plan;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &simulate->options, false); return 0;
    case 'n': plan->count = (unsigned)options_number(state, "--count", arg, 1, 100000); return 0;
    case KEY_BOARD:
        plan->board = arg;
        simulate->kind = board_find(arg);
        return 0;
    case KEY_ROOT: plan->root = arg; return 0;
    case KEY_LISTEN: plan->listen = arg; return 0;
    case 'b': plan->background = true; return 0;
    case KEY_NODE: plan->program = arg; return 0;
    case KEY_CONSOLE: simulate->has_console = true; return 0;
    case KEY_TRACE: simulate->traces = true; return 0;
    case KEY_TIMEOUT:
        simulate->timeout_ms = (int)options_number(state, "--timeout", arg, 1, 86400000);
        return 0;
    case ARGP_KEY_END: simulate_check(state, simulate); return 0;
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
    simulate_parse,
    "[stop]",
    "Start simulated nodes on this computer and remember them in the device cache."
    "\vIn the foreground Ctrl-C ends them. In the background `micros simulate stop` ends all of "
    "them. If nodes already run at the same --listen, no others are started.",
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

// Asks every started node for its name.
static int simulate_meet(const char *where, unsigned count, struct discovery *found)
{
    struct options options = { .port = 0 };
    struct address address;
    uint32_t first;

    if (!find_first(where, &address, &first)) {
        term_error("simulated nodes are reached over IPv4 only, not at %s", where);
        return EXIT_GENERIC;
    }
    struct network_list hosts = { .items = memory_take(count, sizeof *hosts.items), .n = count };
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

static void simulate_print_json(const struct simnote *running, const struct discovery *found,
                                bool was_running)
{
    const struct discovered *first = &found->items[0];
    cJSON *root = cJSON_CreateObject();

    json_add_string(root, "name", first->hello.name);
    json_add_string(root, "uid", first->hello.uid);
    json_add_string(root, "address", first->ip);
    json_add_int(root, "count", (int64_t)found->n);
    json_add_int(root, "pid", running->pid);
    if (*running->board) {
        json_add_string(root, "board", running->board);
        json_add_string(root, "folder", running->folder);
    }
    cJSON_AddBoolToObject(root, "was_running", was_running);
    json_print(stdout, root);
    fflush(stdout);
}

// The words for one of them. Returns the length.
static size_t describe_kind(const char *board, char *text, size_t size)
{
    if (*board)
        snprintf(text, size, "emulated %s board", board);
    else
        snprintf(text, size, "simulated node");
    return strlen(text);
}

static void print_serial(const struct simulate *simulate, const char *folder)
{
    if (!simulate->has_console) {
        fputs("  socat -,raw,echo=0,escape=0x1d UNIX-CONNECT:", stdout);
        term_word(stdout, TERM_PLAIN, folder);
        puts("/" BOARD_UART_SOCKET "   its serial line; Ctrl-] leaves it");
    }
    fputs("  ", stdout);
    term_word(stdout, TERM_PLAIN, folder);
    puts("/" BOARD_UART_LOG "   what came out there");
}

static void simulate_print_text(const struct simulate *simulate, const struct simnote *running,
                                const struct discovery *found, bool was_running)
{
    const struct discovered *first = &found->items[0];
    char what[64];

    describe_kind(running->board, what, sizeof what);
    printf("%zu %s%s%s: ", found->n, what, found->n == 1 ? "" : "s, the first",
           was_running ? " already running" : "");
    term_word(stdout, TERM_BOLD, first->hello.name);
    fputs(" at ", stdout);
    term_word(stdout, TERM_PLAIN, first->ip);
    fputs("\n  micros connect ", stdout);
    term_word(stdout, TERM_PLAIN, first->ip);
    putchar('\n');
    if (*running->board)
        print_serial(simulate, running->folder);
    puts(was_running || simulate->plan.background ? "  micros simulate stop" : "Ctrl-C ends it");
    fflush(stdout);
}

static void simulate_tell(const struct simulate *simulate, const struct simnote *running,
                          const struct discovery *found, bool was_running)
{
    if (simulate->options.json)
        simulate_print_json(running, found, was_running);
    else
        simulate_print_text(simulate, running, found, was_running);
}

static const char *board_of(const struct simulate *simulate)
{
    return simulate->kind ? simulate->kind->name : "";
}

static struct simnote simulate_describe(const struct simulate *simulate, const struct simnode *node)
{
    struct simnote note = { .pid = node->pid, .count = simulate->plan.count };

    snprintf(note.listen, sizeof note.listen, "%s", simulate->plan.listen);
    snprintf(note.address, sizeof note.address, "%s", node->address);
    snprintf(note.board, sizeof note.board, "%s", board_of(simulate));
    snprintf(note.folder, sizeof note.folder, "%s", node->folder);
    return note;
}

static int start_one(const struct simulate *simulate, struct simnode *node)
{
    const struct simnode_plan *plan = &simulate->plan;

    if (!simulate->kind)
        return simnode_start(plan, node);
    const struct board_plan board = { .kind = simulate->kind,
                                      .image = plan->program,
                                      .root = plan->root,
                                      .listen = plan->listen,
                                      .count = plan->count,
                                      .background = plan->background,
                                      .has_console = simulate->has_console,
                                      .traces = simulate->traces,
                                      .timeout_ms = simulate->timeout_ms };
    return board_start(&board, node);
}

static int simulate_start(const struct simulate *simulate, const char *cache)
{
    struct simnode node;
    struct discovery found = { 0 };
    int code = start_one(simulate, &node);

    if (code != EXIT_OK)
        return code;
    const struct simnote mine = simulate_describe(simulate, &node);
    code = simulate_meet(node.address, simulate->plan.count, &found);
    if (code == EXIT_OK)
        code = discover_store(&found, cache);
    if (code == EXIT_OK)
        code = simhosts_add(&found);
    if (code == EXIT_OK && simulate->plan.background)
        code = simnote_add(&mine);
    if (code == EXIT_OK)
        simulate_tell(simulate, &mine, &found, false);
    discover_free(&found);
    if (code != EXIT_OK)
        simnode_kill(&node);
    else if (!simulate->plan.background)
        code = simnode_wait(&node);
    return code;
}

// The requested nodes already run: says so.
static int greet_running(const struct simulate *simulate, const struct simnote *running,
                         const char *cache)
{
    struct discovery found = { 0 };

    if (running->count != simulate->plan.count || strcmp(running->board, board_of(simulate)) != 0) {
        char what[64];
        size_t len = describe_kind(running->board, what, sizeof what);
        snprintf(what + len, sizeof what - len, "%s", running->count == 1 ? " runs" : "s run");
        term_error("%u %s at %s already; `micros simulate stop` ends those in the background, "
                   "--listen ADDR:PORT uses another address",
                   running->count, what, running->address);
        return EXIT_GENERIC;
    }
    int code = simulate_meet(running->address, running->count, &found);
    if (code == EXIT_OK)
        code = discover_store(&found, cache);
    if (code == EXIT_OK)
        simulate_tell(simulate, running, &found, true);
    else
        term_error("process %d does not answer; `micros simulate stop` ends it", (int)running->pid);
    discover_free(&found);
    return code;
}

static int simulate_stop_all(const struct simulate *simulate)
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
    struct simulate simulate = { .timeout_ms = 30000,
                                 .plan = { .listen = "127.0.0.1:9008", .count = 1 } };

    options_parse(verb, argc, argv, 0, &simulate);
    if (simulate.stop)
        return simulate_stop_all(&simulate);
    char *cache = cache_path(simulate.options.cache);
    struct simnote_list list = simnote_load();
    const struct simnote *running = simnote_find(&list, simulate.plan.listen);
    int code = EXIT_GENERIC;
    if (cache)
        code =
            running ? greet_running(&simulate, running, cache) : simulate_start(&simulate, cache);
    free(list.items);
    free(cache);
    return code;
}

const struct verb verb_simulate = { "simulate", "start simulated nodes on this computer",
                                    &simulate_argp, simulate_main };
