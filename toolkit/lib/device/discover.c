// Searching networks for nodes.
#include "device/discover.h"
#include "device/browse.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/term.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CONNECT_MS = 1000, ANSWER_MS = 1200, JOBS = 1024, MOST = 1u << 20 };

static const char *const say_hello[] = { "hello" };
static volatile sig_atomic_t is_interrupted;

struct search {
    struct discovery *found;
    size_t total;
    bool is_announced; // the asked nodes are
    bool shows_progress;
};

static void discover_interrupt(int signal)
{
    (void)signal;
    is_interrupted = 1;
}

static bool is_stopped(void *ctx)
{
    (void)ctx;
    return is_interrupted != 0;
}

static void show_progress(const struct search *search)
{
    size_t asked = search->found->asked;

    if (search->shows_progress && (asked % 32 == 0 || asked == search->total))
        fprintf(stderr, "\rasked %zu of %zu addresses, found %zu", asked, search->total,
                search->found->n);
}

static void discover_take_hello(struct search *search, const struct micros_visit *visit)
{
    struct discovery *found = search->found;
    const struct micros_reply *reply = &visit->answers[0].reply;
    struct discovered it = { .mac = "n/a",
                             .comm_s = (double)reply->took_us / 1e6,
                             .by_asking = !search->is_announced,
                             .is_announced = search->is_announced };
    struct address address = { .port = visit->port };

    if (!hello_parse(reply->text, reply->len, &it.hello))
        return;
    snprintf(address.host, sizeof address.host, "%s", visit->host);
    address_write(&address, it.ip, sizeof it.ip);
    network_mac(visit->host, it.mac);
    found->items = memory_grow(found->items, found->n + 1, sizeof *found->items);
    found->items[found->n++] = it;
}

static void discover_take_visit(void *ctx, struct micros_visit *visit)
{
    struct search *search = ctx;

    if (visit->result == MICROS_NO_MEMORY)
        memory_none(); // this says nothing about the nodes
    if (!search->is_announced)
        search->found->asked++;
    if (visit->n_answers)
        discover_take_hello(search, visit);
    show_progress(search);
}

static struct micros_visit *make_visits(const struct network_list *networks, size_t total,
                                        uint16_t port, char **hosts)
{
    enum { HOST_SIZE = 20 };
    struct micros_visit *visits = memory_take(total, sizeof *visits);
    size_t n = 0;

    *hosts = memory_take(total, HOST_SIZE);
    for (size_t i = 0; i < networks->n; i++)
        for (uint32_t j = 0; j < network_size(&networks->items[i]); j++, n++) {
            char *host = *hosts + n * HOST_SIZE;
            network_write_host(network_host(&networks->items[i], j), host);
            visits[n] = (struct micros_visit){
                .host = host, .port = port, .commands = say_hello, .n_commands = 1
            };
        }
    return visits;
}

static int by_ip(const void *a, const void *b)
{
    return strverscmp(((const struct discovered *)a)->ip, ((const struct discovered *)b)->ip);
}

static int discover_ask_all(struct search *search, const struct options *options,
                            struct micros_visit *visits)
{
    int timeout_ms = options->timeout_ms;
    struct micros_fleet fleet = {
        .connect_timeout_ms = timeout_ms && timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS,
        .timeout_ms = timeout_ms ? timeout_ms : ANSWER_MS,
        .limit = options->jobs ? options->jobs : JOBS,
        .ctx = search,
        .done = discover_take_visit,
        .stop = is_stopped,
    };
    struct sigaction before, action = { .sa_handler = discover_interrupt };

    is_interrupted = 0;
    sigaction(SIGINT, &action, &before);
    enum micros_result result = micros_fleet_run(&fleet, visits, search->total);
    sigaction(SIGINT, &before, NULL);
    if (search->shows_progress)
        fputc('\n', stderr);
    if (result != MICROS_OK) {
        term_error("the search failed: %s", micros_result_text(result));
        return EXIT_GENERIC;
    }
    return EXIT_OK;
}

static double discover_now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// How many addresses to ask. More than MOST, after a message, is too many.
static uint64_t count_addresses(const struct network_list *networks)
{
    uint64_t total = 0;

    for (size_t i = 0; i < networks->n; i++)
        total += network_size(&networks->items[i]);
    if (total > MOST)
        term_error("these networks have %llu addresses, and a search asks at most a million; name "
                   "smaller ones with --network, such as 10.0.1.0/24",
                   (unsigned long long)total);
    return total;
}

// Copies the networks that can be reached. The caller frees the items. False when there are none.
static bool keep_routed(const struct network_list *networks, struct network_list *routed)
{
    *routed = (struct network_list){ 0 };
    for (size_t i = 0; i < networks->n; i++) {
        char text[20];
        network_write(&networks->items[i], text);
        if (!network_has_route(&networks->items[i]))
            term_error("this computer has no route to %s; `ip route` shows where it has one", text);
        else
            network_add(routed, &networks->items[i]);
    }
    return routed->n > 0;
}

static int ask_networks(const struct network_list *networks, const struct options *options,
                        bool is_quiet, struct discovery *found)
{
    char *hosts = NULL;
    int code = EXIT_GENERIC;
    size_t total = 0;

    for (size_t i = 0; i < networks->n; i++)
        total += network_size(&networks->items[i]);
    struct micros_visit *visits = make_visits(networks, total, options_port(options), &hosts);
    struct search search = { .found = found,
                             .total = total,
                             .shows_progress = !is_quiet && isatty(STDERR_FILENO) };
    if (visits && hosts)
        code = discover_ask_all(&search, options, visits);
    free(visits);
    free(hosts);
    return code;
}

int discover_run(const struct network_list *networks, const struct options *options, bool is_quiet,
                 struct discovery *found)
{
    struct network_list routed;
    double start = discover_now_s();

    *found = (struct discovery){ 0 };
    if (count_addresses(networks) > MOST)
        return EXIT_USAGE;
    int code = keep_routed(networks, &routed) ? EXIT_OK : EXIT_UNREACHABLE;
    if (code == EXIT_OK)
        code = ask_networks(&routed, options, is_quiet, found);
    free(routed.items);
    if (found->n)
        qsort(found->items, found->n, sizeof *found->items, by_ip);
    found->took_s = discover_now_s() - start;
    found->interrupted = is_interrupted != 0;
    return code;
}

static bool is_in(const struct network_list *networks, uint32_t ip)
{
    for (size_t i = 0; i < networks->n; i++)
        if (!networks->items[i].bits ||
            (ip ^ networks->items[i].base) >> (32 - networks->items[i].bits) == 0)
            return true;
    return false;
}

static void write_address(const struct browse_found *it, char text[32])
{
    struct address address = { .port = it->port };

    network_write_host(it->ip, address.host);
    address_write(&address, text, 32);
}

static struct discovered *find_address(const struct discovery *found, const char *ip)
{
    for (size_t i = 0; i < found->n; i++)
        if (strcmp(found->items[i].ip, ip) == 0)
            return &found->items[i];
    return NULL;
}

// Of the announced nodes, keeps those that were not asked yet. Returns how many.
static size_t keep_new(struct discovery *found, struct browse_found *all, size_t n,
                       const struct network_list *only)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        char ip[32];
        write_address(&all[i], ip);
        struct discovered *known = find_address(found, ip);
        bool is_twin = false;
        for (size_t j = 0; j < kept; j++)
            is_twin = is_twin || (all[j].ip == all[i].ip && all[j].port == all[i].port);
        if (known)
            known->is_announced = true;
        else if (!is_twin && (!only || is_in(only, all[i].ip)))
            all[kept++] = all[i];
    }
    return kept;
}

// A node that is seen on two networks counts once.
static void drop_second_sights(struct discovery *found, size_t from)
{
    size_t kept = from;

    for (size_t i = from; i < found->n; i++) {
        bool known = false;
        for (size_t j = 0; j < kept; j++)
            if (strcmp(found->items[j].hello.uid, found->items[i].hello.uid) == 0)
                found->items[j].is_announced = known = true;
        if (!known)
            found->items[kept++] = found->items[i];
    }
    found->n = kept;
}

static void note_silent(struct discovery *found, const struct browse_found *all, size_t n)
{
    found->silent = memory_take(n, sizeof *found->silent);
    for (size_t i = 0; i < n; i++) {
        struct discovered_silent *it = &found->silent[found->n_silent];
        write_address(&all[i], it->ip);
        if (find_address(found, it->ip))
            continue;
        it->name = memory_copy(all[i].name);
        found->n_silent++;
    }
}

// Asks the announced nodes for their names.
static int discover_meet(const struct options *options, const struct browse_found *all, size_t n,
                         struct discovery *found)
{
    enum { HOST_SIZE = 20 };
    size_t before = found->n;
    struct micros_visit *visits = memory_take(n, sizeof *visits);

    char(*hosts)[HOST_SIZE] = memory_take(n, sizeof *hosts);
    struct search search = { .found = found, .total = n, .is_announced = true };

    for (size_t i = 0; i < n; i++) {
        network_write_host(all[i].ip, hosts[i]);
        visits[i] = (struct micros_visit){
            .host = hosts[i], .port = all[i].port, .commands = say_hello, .n_commands = 1
        };
    }
    int code = n ? discover_ask_all(&search, options, visits) : EXIT_OK;
    note_silent(found, all, n);
    drop_second_sights(found, before);
    free(visits);
    free(hosts);
    return code;
}

int discover_everywhere(const struct network_list *networks, bool only_these,
                        const struct options *options, struct discovery *found)
{
    struct browse_found *announced;
    double start = discover_now_s();
    bool listens = !only_these || !network_is_loopback(networks);
    int code = EXIT_OK;

    *found = (struct discovery){ 0 };
    if (count_addresses(networks) > MOST)
        return EXIT_USAGE;
    // Answers collect while others are asked.
    struct browse *browse = listens ? browse_start() : NULL;
    if (networks->n) {
        code = discover_run(networks, options, false, found);
    } else if (!browse) {
        term_error("this computer has no network to search; name one with --network CIDR or in "
                   "MICROS_NETWORK");
        code = EXIT_GENERIC;
    }
    size_t n = browse_finish(browse, &announced);
    if (code == EXIT_OK && !found->interrupted) {
        n = keep_new(found, announced, n, only_these ? networks : NULL);
        code = discover_meet(options, announced, n, found);
        if (found->n)
            qsort(found->items, found->n, sizeof *found->items, by_ip);
    }
    free(announced);
    found->took_s = discover_now_s() - start;
    found->interrupted = is_interrupted != 0;
    return code;
}

// The same UID twice: the cache can hold only one, the later one wins, and the user should know.
static void warn_of_twins(const struct discovery *found)
{
    struct names by_uid = { 0 };

    for (size_t i = 0; i < found->n; i++) {
        const struct discovered *it = &found->items[i];
        const uintptr_t *before = names_find(&by_uid, it->hello.uid);
        if (before)
            term_error("%s and %s report the same UID %s; the cache keeps %s",
                       found->items[*before].ip, it->ip, it->hello.uid, it->ip);
        names_put(&by_uid, it->hello.uid, i);
    }
    names_clear(&by_uid);
}

int discover_store(const struct discovery *found, const char *path)
{
    struct cache cache;

    if (cache_edit(&cache, path) != 0)
        return EXIT_GENERIC;
    warn_of_twins(found);
    for (size_t i = 0; i < found->n; i++) {
        const struct discovered *it = &found->items[i];
        const char *mac = strcmp(it->mac, "n/a") == 0 ? NULL : it->mac;
        cache_put(&cache, it->hello.uid, it->ip, mac, it->hello.name);
    }
    int code = cache_save(&cache) == 0 ? EXIT_OK : EXIT_GENERIC;
    cache_free(&cache);
    return code;
}

void discover_free(struct discovery *found)
{
    for (size_t i = 0; i < found->n_silent; i++)
        free(found->silent[i].name);
    free(found->silent);
    free(found->items);
    *found = (struct discovery){ 0 };
}
