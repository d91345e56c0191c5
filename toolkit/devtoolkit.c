// The old spelling of the toolkit: the flags and texts that scripts and habits of its users know.
#include "devtoolkit.h"
#include "device/cache.h"
#include "device/discover.h"
#include "talk/batch.h"
#include "talk/menu.h"
#include "talk/shell.h"
#include "talk/table.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/memory.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum action { HELP, CONNECT, PARAMETERS, SEARCH, STATUS, SIMULATE, VERSION, DUMMY, LATER };

enum group { OPTIONAL, BASE, DEVELOPMENT, TOOLKIT, N_GROUPS };
static const char *const group_names[] = { "optional arguments", "Base commands",
                                           "Development & Deployment & Connection",
                                           "Toolkit development" };

struct flag {
    enum group group;
    const char *brief, *full;
    enum action action;
    const char *help;
};

// Every flag of the old toolkit. LATER marks what this release does not have yet.
static const struct flag flags[] = {
    { OPTIONAL, "-h", "--help", HELP, "show this help message and exit" },
    { BASE, "-m", "--make", LATER, "deploy on a board, from erasing it to its configuration" },
    { BASE, "-r", "--update", LATER, "update a board over USB and keep its configuration" },
    { BASE, "-s", "--search_devices", SEARCH, "search devices in the network; may come before -c" },
    { BASE, "-o", "--OTA", LATER, "update a board over the network" },
    { BASE, "-c", "--connect", CONNECT, "talk with a device: menu and prompt, or -p" },
    { BASE, "-p", "--connect_parameters", PARAMETERS, "'--dev NAME COMMAND [<a> COMMAND]' for -c" },
    { BASE, "-a", "--applications", LATER, "run an application" },
    { BASE, "-stat", "--node_status", STATUS, "list the devices with their state" },
    { DEVELOPMENT, "-f", "--force_update", LATER, "update even if that version is installed" },
    { DEVELOPMENT, "-e", "--erase", LATER, "erase a board" },
    { DEVELOPMENT, "-d", "--deploy", LATER, "write the firmware" },
    { DEVELOPMENT, "-i", "--install", LATER, "upload the files" },
    { DEVELOPMENT, "-l", "--list_devs_n_bins", LATER, "list boards and firmware images" },
    { DEVELOPMENT, "-cc", "--cross_compile_micros", LATER, "compile the modules" },
    { DEVELOPMENT, "-v", "--version", VERSION, "versions of the toolkit and of the devices" },
    { DEVELOPMENT, "-ls", "--node_ls", LATER, "list the files of a board" },
    { DEVELOPMENT, "-u", "--connect_via_usb", LATER, "talk over USB" },
    { DEVELOPMENT, "-b", "--backup_node_config", LATER, "save the configuration of a board" },
    { DEVELOPMENT, "-sim", "--simulate", SIMULATE, "start a simulated node" },
    { TOOLKIT, NULL, "--dummy", DUMMY, "say what would be done, and do nothing" },
};

struct old {
    bool wants[LATER]; // indexed by action
    const char *parameters;
    struct options options; // all at their defaults: the old toolkit has none of them
    char *cache_path;
};

// The contents of -p: the device, and the commands.
struct request {
    char *device;
    struct words_list commands;
    bool scan, status, help;
};

static const struct flag *find_flag(const char *word)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const struct flag *flag = &flags[i];
        // The README also writes long words with one dash: -connect.
        if ((flag->brief && strcmp(word, flag->brief) == 0) || strcmp(word, flag->full) == 0 ||
            (word[0] == '-' && word[1] && strcmp(word + 1, flag->full + 2) == 0))
            return flag;
    }
    return NULL;
}

static void print_flag(const struct flag *flag)
{
    char words[64];
    const char *value = flag->action == PARAMETERS ? " TEXT" : "";

    snprintf(words, sizeof words, "%s%s%s%s%s", flag->brief ? flag->brief : "",
             flag->brief ? value : "", flag->brief ? ", " : "", flag->full, value);
    // As in the old help: a flag that is too long for its column is printed on the line above.
    printf(strlen(words) < 21 ? "  %-22s" : "  %s\n                        ", words);
    printf("%s%s\n", flag->help, flag->action == LATER ? " (not in this release)" : "");
}

static int print_help(void)
{
    puts("usage: devToolKit [FLAG]...\n\n"
         "The old spelling of the toolkit; `micros help` shows the new one.");
    for (int group = 0; group < N_GROUPS; group++) {
        printf("\n%s:\n", group_names[group]);
        for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
            if ((int)flags[i].group == group)
                print_flag(&flags[i]);
    }
    return EXIT_OK;
}

static int print_request_help(void)
{
    puts("--dev NAME    the device by name, UID or address\n"
         "--scan        search devices in the network first\n"
         "--stat        list the devices with their state\n"
         "COMMAND <a> COMMAND    what to say, over one connection");
    return EXIT_OK;
}

// Exit code; EXIT_OK with wants filled in.
static int read_flags(struct old *old, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const struct flag *flag = find_flag(argv[i]);
        if (!flag) {
            term_error("unknown flag '%s'; devToolKit -h lists them", argv[i]);
            return EXIT_USAGE;
        }
        if (flag->action == LATER) {
            term_error("%s (%s) is not in this release; `micros help` lists what this release has",
                       flag->full, flag->help);
            return EXIT_GENERIC;
        }
        old->wants[flag->action] = true;
        if (flag->action == PARAMETERS && !(old->parameters = argv[++i])) {
            term_error("-p needs its text, such as -p '--dev NAME hello'");
            return EXIT_USAGE;
        }
    }
    return EXIT_OK;
}

// True when the word at `i` was an option; `*i` is moved past its value.
static bool take_option(struct request *request, const struct words_list *words, size_t *i)
{
    const char *word = words->items[*i];

    if (strcmp(word, "--scan") == 0)
        return request->scan = true;
    if (strcmp(word, "--stat") == 0)
        return request->status = true;
    if (strcmp(word, "--help") == 0)
        return request->help = true;
    if (strcmp(word, "--dev") != 0 || *i + 1 >= words->n)
        return false;
    free(request->device);
    request->device = memory_copy(words->items[++*i]);
    return true;
}

static void read_request(const char *text, struct request *request)
{
    struct words_list words = { 0 };
    size_t n = 0;

    words_split(text, &words);
    char **rest = memory_take(words.n, sizeof *rest);
    for (size_t i = 0; i < words.n; i++)
        if (!take_option(request, &words, &i))
            rest[n++] = words.items[i];
    char *joined = words_join(rest, n);
    words_split_commands(joined, &request->commands);
    free(joined);
    free(rest);
    words_free(&words);
}

// Entering configure mode has no answer; the old toolkit shows this part of the prompt instead.
static void print_item(void *ctx, const struct batch_item *item)
{
    (void)ctx;
    for (size_t i = 0; i < item->n_answers; i++) {
        const struct batch_answer *answer = &item->answers[i];
        term_text(stdout, answer->text, answer->len);
        if (answer->len == 0 && answer->configure) {
            fputs("[configure] ", stdout);
            term_word(stdout, TERM_PLAIN, item->target.label);
            fputc('\n', stdout);
        }
    }
    fflush(stdout);
    batch_report(item);
}

static int devtoolkit_say(struct old *old, const struct request *request,
                          const struct target *target)
{
    struct batch_item item = { .target = *target };
    struct batch batch = { .options = &old->options,
                           .cache = old->cache_path,
                           .commands = (const char *const *)request->commands.items,
                           .n_commands = request->commands.n,
                           .may_ask = true,
                           .may_search = true,
                           .ready = print_item };
    struct batch_item *items = NULL;
    size_t n = 0;

    batch_add(&items, &n, &item.target);
    int code = batch_run(&batch, items, n);
    if (code == EXIT_OK)
        code = batch_exit_code(items, n);
    batch_free(items, n);
    return code;
}

static int find_named(struct old *old, const struct cache *cache, const char *name,
                      struct target *target)
{
    const struct device **order = memory_take(cache->n, sizeof *order);

    table_print_devices(cache, order);
    free(order);
    int code = target_find(cache, name, &old->options, target);
    if (code == EXIT_OK) {
        char found[340];
        snprintf(found, sizeof found, "Device was found: %s", target->label);
        term_word(stdout, TERM_GREEN, found);
        fputc('\n', stdout);
    }
    return code;
}

static int devtoolkit_search(struct old *old)
{
    struct network_list networks = { 0 };
    struct discovery found = { 0 };
    struct cache cache;
    int code = network_add_local(&networks, false) ? EXIT_OK : EXIT_GENERIC;

    if (code == EXIT_OK)
        code = discover_everywhere(&networks, network_is_named(), &old->options, &found);
    if (code == EXIT_OK)
        code = discover_store(&found, old->cache_path);
    if (code == EXIT_OK && (code = cache_load(&cache, old->cache_path)) == 0) {
        printf("SEARCH TOTAL ELAPSED TIME: %.2f sec\n", found.took_s);
        puts("AVAILABLE MICROS DEVICES:");
        json_print(stdout, cache_json(&cache, true));
        cache_free(&cache);
    }
    discover_free(&found);
    free(networks.items);
    return code ? EXIT_GENERIC : EXIT_OK;
}

static int devtoolkit_status(struct old *old)
{
    struct cache cache;
    const struct device **devices = NULL;
    struct health *rows = NULL;
    size_t n = 0;

    if (cache_load(&cache, old->cache_path) != 0)
        return EXIT_GENERIC;
    int code = health_choose(&cache, NULL, 0, &old->options, &devices, &n);
    if (code == EXIT_OK)
        code = health_ask(devices, n, &old->options, cache.path, &rows);
    if (code == EXIT_OK)
        table_print_status(rows, n);
    free(rows);
    free(devices);
    cache_free(&cache);
    return code;
}

static int devtoolkit_talk(struct old *old, const struct request *request)
{
    struct cache cache;
    struct target target;
    const struct shell_how how = { .options = &old->options,
                                   .cache = old->cache_path,
                                   .keep_alive_s = SHELL_KEEP_ALIVE_S };

    if (access(old->cache_path, F_OK) != 0 && devtoolkit_search(old) != EXIT_OK)
        return EXIT_GENERIC;
    if (cache_load(&cache, old->cache_path) != 0)
        return EXIT_GENERIC;
    fputs("Load MicrOS device cache: ", stdout);
    term_word(stdout, TERM_PLAIN, old->cache_path);
    puts("\nActivate MicrOS device connection address");
    int code = request->device ? find_named(old, &cache, request->device, &target)
                               : menu_choose(&cache, &old->options, &target);
    if (code == EXIT_OK)
        code =
            request->commands.n ? devtoolkit_say(old, request, &target) : shell_run(&target, &how);
    cache_free(&cache);
    return code;
}

static int connect(struct old *old)
{
    struct request request = { .device = NULL };

    read_request(old->parameters ? old->parameters : "", &request);
    int code = request.help ? print_request_help() : EXIT_OK;
    if (code == EXIT_OK && request.scan)
        code = devtoolkit_search(old);
    if (code == EXIT_OK && request.status)
        code = devtoolkit_status(old);
    bool was_all = (request.scan || request.status || request.help) && !request.commands.n;
    if (code == EXIT_OK && !was_all)
        code = devtoolkit_talk(old, &request);
    words_free(&request.commands);
    free(request.device);
    return code;
}

static int versions(const struct old *old)
{
    struct cache cache;
    char *args[258] = { (char[]){ "micros" } };
    int n = 1;

    if (cache_load(&cache, old->cache_path) != 0)
        return EXIT_GENERIC;
    for (size_t i = 0; i < cache.n && n < 257; i++)
        if (!cache_is_placeholder(&cache.items[i]))
            args[n++] = cache.items[i].uid;
    const struct verb *verb = verb_find("version");
    int code = verb->run(verb, n, args);
    cache_free(&cache);
    return code;
}

static int simulate(void)
{
    char *args[] = { (char[]){ "micros" }, NULL };
    const struct verb *verb = verb_find("simulate");

    return verb->run(verb, 1, args);
}

static int say_plan(const struct old *old)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (flags[i].action < LATER && old->wants[flags[i].action] && flags[i].action != DUMMY)
            printf("dummy: would %s%s%s\n", flags[i].help,
                   flags[i].action == PARAMETERS ? ": " : "",
                   flags[i].action == PARAMETERS ? old->parameters : "");
    return EXIT_OK;
}

static int devtoolkit_act(struct old *old)
{
    int code = EXIT_OK;

    if (old->wants[SEARCH])
        code = devtoolkit_search(old);
    if (code == EXIT_OK && old->wants[STATUS])
        code = devtoolkit_status(old);
    if (code == EXIT_OK && old->wants[VERSION])
        code = versions(old);
    if (code == EXIT_OK && old->wants[SIMULATE])
        code = simulate();
    if (code == EXIT_OK && (old->wants[CONNECT] || old->wants[PARAMETERS]))
        code = connect(old);
    return code;
}

int devtoolkit_main(int argc, char **argv)
{
    struct old old = { .parameters = NULL };
    int code = read_flags(&old, argc, argv);

    if (code != EXIT_OK)
        return code;
    if (old.wants[HELP] || argc < 2)
        return print_help();
    if (old.wants[DUMMY])
        return say_plan(&old);
    old.cache_path = cache_path(NULL);
    code = old.cache_path ? devtoolkit_act(&old) : EXIT_GENERIC;
    free(old.cache_path);
    return code;
}
