// micros run: sends commands to one node or many and prints their answers.
#include "device/identity.h"
#include "device/pattern.h"
#include "talk/batch.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <stdlib.h>
#include <string.h>

enum { KEY_ALL = 0x200 };

struct run {
    struct options options;
    struct words_list names;
    struct words_list commands;
    bool all;
    bool has_header; // several devices: show whose answer it is
    cJSON *out;      // NULL: print text
};

static const struct argp_option run_options[] = {
    { "dev", 'd', "NAME", 0,
      "Device by name, UID or address, several with commas between them, or a pattern such as "
      "'lamp*'; may be given several times",
      0 },
    { "all", KEY_ALL, NULL, 0, "Every device in the cache that was seen at least once", 0 },
    { NULL },
};

// The command: the words up to the next long option; a single dash may begin a number.
static void run_take_command(struct run *run, struct argp_state *state)
{
    int first = state->next - 1, end = state->next;

    if (run->commands.n)
        argp_error(state, "give only one command; put '<a>' between several");
    while (end < state->argc && strncmp(state->argv[end], "--", 2) != 0)
        end++;
    char *text = words_join(state->argv + first, (size_t)(end - first));
    words_split_commands(text, &run->commands);
    state->next = end;
    free(text);
}

static error_t run_parse(int key, char *arg, struct argp_state *state)
{
    struct run *run = state->input;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &run->options, true); return 0;
    case 'd': words_add(&run->names, arg, strlen(arg)); return 0;
    case KEY_ALL: run->all = true; return 0;
    case ARGP_KEY_ARG: run_take_command(run, state); return 0;
    case ARGP_KEY_END:
        if (run->commands.n == 0)
            argp_error(state, "no command given; for example: micros run --dev NAME hello");
        if (run->all && run->names.n)
            argp_error(state, "--all and --dev exclude each other");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp run_argp = {
    run_options,
    run_parse,
    "CMD [<a> CMD]...",
    "Send commands to nodes and print their answers."
    "\vA word with two dashes is an option and ends the command. The word <a> separates commands "
    "that go over the same connection, for example:\n"
    "  micros run --dev slim01 'conf <a> dump'\n"
    "  micros run --all system info\n"
    "With several devices the answers are grouped by device.",
    options_all,
    NULL,
    NULL,
};

static void run_print_text(const struct batch_item *item)
{
    for (size_t i = 0; i < item->n_answers; i++) {
        const struct batch_answer *answer = &item->answers[i];
        term_text(stdout, answer->text, answer->len);
        if (answer->len && answer->text[answer->len - 1] != '\n')
            fputc('\n', stdout);
    }
    fflush(stdout);
}

static cJSON *answer_json(const struct batch_answer *answer)
{
    cJSON *out = cJSON_CreateObject();
    size_t len = answer->len;

    if (len && answer->text[len - 1] == '\n')
        len--;
    json_add_string(out, "command", answer->command);
    json_add_string(out, "result", answer->result == MICROS_OK ? "ok" : "failed");
    json_add_text(out, "text", answer->text, len);
    const char *tail = strstr(answer->command, ">json");
    cJSON *value = tail ? json_parse(answer->text, len, MICROS_REPLY_MAX) : NULL;
    if (value)
        cJSON_AddItemToObject(out, "value", value);
    json_add_int(out, "took_us", answer->took_us);
    return out;
}

static cJSON *item_json(const struct batch_item *item)
{
    char ip[300];
    cJSON *out = cJSON_CreateObject(), *answers = cJSON_CreateArray();
    const struct device *device = item->target.device;

    address_write(&item->target.address, ip, sizeof ip);
    json_add_string(out, "name", item->target.label);
    if (device)
        json_add_string(out, "uid", device->uid);
    json_add_string(out, "address", ip);
    json_add_string(out, "result", micros_result_text(item->result));
    json_add_int(out, "code", exits_of(item->result));
    if (item->wait_s)
        json_add_int(out, "wait_s", item->wait_s);
    for (size_t i = 0; i < item->n_answers; i++)
        cJSON_AddItemToArray(answers, answer_json(&item->answers[i]));
    cJSON_AddItemToObject(out, "answers", answers);
    return out;
}

static void cmd_run_show(void *ctx, const struct batch_item *item)
{
    struct run *run = ctx;

    if (run->out) {
        cJSON_AddItemToArray(run->out, item_json(item));
        return;
    }
    if (run->has_header) {
        fputs("== ", stdout);
        term_word(stdout, TERM_BOLD, item->target.label);
        fputs(" ==\n", stdout);
    }
    if (item->notice && *item->notice)
        term_say("%.*s", (int)strlen(item->notice) - 1, item->notice); // its own line break
    run_print_text(item);
    batch_report(item);
}

static int report_no_device(const struct cache *cache)
{
    if (cache_count_real(cache) == 0)
        term_error(
            "no device is known yet; `micros search` finds them, `micros simulate` starts one");
    else
        term_error(
            "no device given; name one with --dev NAME, or use --all; `micros devices` lists them");
    return EXIT_USAGE;
}

// An entry that was made by hand, and whose device has never answered.
static bool was_never_seen(const struct device *device)
{
    if (identity_is_known(device))
        return false;
    term_say("%s (%s) is skipped: it was never seen. --dev NAME asks it anyway, `micros devices "
             "prune` removes it",
             device->name, device->ip);
    return true;
}

static int run_choose(struct run *run, const struct cache *cache, struct batch_item **items,
                      size_t *n)
{
    struct target target;
    int code = pattern_expand(cache, &run->names);

    for (size_t i = 0; code == EXIT_OK && i < run->names.n; i++) {
        code = target_find(cache, run->names.items[i], &run->options, &target);
        if (code == EXIT_OK)
            batch_add(items, n, &target);
    }
    for (size_t i = 0; run->all && code == EXIT_OK && i < cache->n; i++) {
        if (cache_is_placeholder(&cache->items[i]) || was_never_seen(&cache->items[i]))
            continue;
        code = target_of(&cache->items[i], &run->options, &target);
        if (code == EXIT_OK)
            batch_add(items, n, &target);
    }
    return code == EXIT_OK && *n == 0 ? report_no_device(cache) : code;
}

static int say_all(struct run *run, const char *cache, struct batch_item *items, size_t n)
{
    struct batch batch = { .options = &run->options,
                           .cache = cache,
                           .commands = (const char *const *)run->commands.items,
                           .n_commands = run->commands.n,
                           .may_ask = true,
                           .may_search = true,
                           .ready = cmd_run_show,
                           .ctx = run };

    run->has_header = n > 1;
    run->out = run->options.json ? cJSON_CreateArray() : NULL;
    int code = batch_run(&batch, items, n);
    if (code != EXIT_OK) {
        cJSON_Delete(run->out);
        return code;
    }
    if (run->out) {
        cJSON *root = cJSON_CreateObject();
        cJSON_AddItemToObject(root, "devices", run->out);
        json_print(stdout, root);
    }
    return batch_exit_code(items, n);
}

static int run_main(const struct verb *verb, int argc, char **argv)
{
    struct run run = { .all = false };
    struct cache cache = { .lock = -1 };
    struct batch_item *items = NULL;
    size_t n = 0;

    options_parse(verb, argc, argv, ARGP_IN_ORDER, &run);
    char *path = cache_path(run.options.cache);
    int code = path && cache_load(&cache, path) == 0 ? EXIT_OK : EXIT_GENERIC;
    if (code == EXIT_OK)
        code = run_choose(&run, &cache, &items, &n);
    if (code == EXIT_OK)
        code = say_all(&run, path, items, n);
    batch_free(items, n);
    cache_free(&cache);
    free(path);
    words_free(&run.names);
    words_free(&run.commands);
    return code;
}

const struct verb verb_run = { "run", "send commands to nodes and print the answers", &run_argp,
                               run_main };
