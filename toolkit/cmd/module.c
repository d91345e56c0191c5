// micros module: write your own load modules, from the first line to the board.
#include "module/module_new.h"
#include "module/module_show.h"
#include "module/module_try.h"
#include "talk/batch.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/outcome.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <stdlib.h>
#include <string.h>

enum {
    KEY_YES = 0x200,
    KEY_REPLACE,
    KEY_LUA,
    KEY_C,
    KEY_NODE,
    KEY_BOARD,
    PATH = 64,
    COMMAND = 1024
};

struct modules {
    struct options options;
    const char *dev, *program, *board;
    bool yes, replaces, in_c;
    const char *action, *what;  // NULL: not given
    struct words_list commands; // of a test
};

static const struct argp_option module_options[] = {
    { "dev", 'd', "NAME", 0, "Device by name, UID or address", 0 },
    { "yes", KEY_YES, NULL, 0, "Send without asking whether the module may do what it declares",
      0 },
    { "replace", KEY_REPLACE, NULL, 0, "Let it replace a built-in module of the node", 0 },
    { "lua", KEY_LUA, NULL, 0, "A new module in Lua (the default)", 0 },
    { "c", KEY_C, NULL, 0, "A new module in C, for a folder of modules/ of the sources", 0 },
    { "board", KEY_BOARD, "BOARD", 0, "The simulated board of check and test: esp8266, esp32", 0 },
    { "node", KEY_NODE, "PROGRAM", 0, "The micros-node program to try it with", 0 },
    { NULL },
};

struct action {
    const char *name;
    bool wants_what, wants_dev;
    int (*run)(struct modules *m);
};

static const struct action *find_action(const char *name);

static void check_action(struct argp_state *state, const struct modules *m)
{
    const struct action *action = m->action ? find_action(m->action) : NULL;

    if (!m->action)
        argp_error(state, "name an action: new, check, test, push, list, show or remove");
    else if (!action)
        argp_error(state, "unknown action '%s'; use new, check, test, push, list, show or remove",
                   m->action);
    else if (action->wants_what && !m->what)
        argp_error(state, "%s needs the name of a module or its file", m->action);
    else if (action->wants_dev && !m->dev)
        argp_error(state, "name a device with --dev NAME; `micros devices` lists them");
    else if (m->commands.n && strcmp(m->action, "test") != 0)
        argp_error(state, "only test takes commands; put quotes around a name with blanks");
}

static error_t module_parse(int key, char *arg, struct argp_state *state)
{
    struct modules *m = state->input;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &m->options, true); return 0;
    case 'd': m->dev = arg; return 0;
    case KEY_YES: m->yes = true; return 0;
    case KEY_REPLACE: m->replaces = true; return 0;
    case KEY_LUA: m->in_c = false; return 0;
    case KEY_C: m->in_c = true; return 0;
    case KEY_BOARD: m->board = arg; return 0;
    case KEY_NODE: m->program = arg; return 0;
    case ARGP_KEY_ARG:
        if (!m->action)
            m->action = arg;
        else if (!m->what)
            m->what = arg;
        else
            words_add(&m->commands, arg, strlen(arg));
        return 0;
    case ARGP_KEY_END: check_action(state, m); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp module_argp = {
    module_options,
    module_parse,
    "new NAME\ncheck FILE\ntest FILE [COMMAND]...\npush FILE --dev NAME\nlist --dev NAME\nshow "
    "NAME --dev NAME\n"
    "remove NAME --dev NAME",
    "Write load modules of your own and send them to nodes."
    "\vcheck and test start a simulated node for a moment and load the module there. A test runs "
    "the given commands, or the lines '-- test: COMMAND' of the file. '=> TEXT' after a command is "
    "what its answer must contain. push shows what the module may do, and asks before it sends "
    "it:\n"
    "  micros module new porch\n"
    "  micros module push LM_porch.lua --dev node01",
    options_all,
    NULL,
    NULL,
};

static int run_new(struct modules *m)
{
    char path[PATH];
    int code = module_new(m->what, m->in_c, path);

    if (code != EXIT_OK)
        return code;
    if (m->options.json) {
        cJSON *root = cJSON_CreateObject();
        json_add_string(root, "file", path);
        json_print(stdout, root);
    } else if (m->in_c) {
        printf("%s\n  put it into a folder of modules/, and its name into MICROS_MODULES of "
               "targets/<target>.cmake\n",
               path);
    } else {
        printf("%s\n  micros module test %s\n  micros module push %s --dev NAME\n", path, path,
               path);
    }
    return EXIT_OK;
}

// Sends the file to a simulated node, which stays in *try; its permissions are in *shown.
static int module_start_try(const struct modules *m, struct module_file *file,
                            struct module_try *try, cJSON **shown)
{
    *shown = NULL;
    *try = (struct module_try){ .node = { .output = -1 } };
    int code = module_file_read(m->what, file);
    file->replaces = true; // on the simulated node
    if (code == EXIT_OK)
        code = module_try_start(try, m->program, m->board);
    return code == EXIT_OK ? module_try_put(try, file, shown) : code;
}

static int run_check(struct modules *m)
{
    struct module_file file;
    struct module_try try;
    cJSON *shown;
    int code = module_start_try(m, &file, &try, &shown);

    if (code == EXIT_OK && m->options.json) {
        json_print(stdout, shown);
        shown = NULL;
    } else if (code == EXIT_OK) {
        module_show_print(shown);
    }
    cJSON_Delete(shown);
    module_try_end(&try);
    module_file_free(&file);
    return code;
}

static void tell_line(cJSON *out, const char *command, const char *said, bool ok)
{
    if (out) {
        cJSON *row = cJSON_CreateObject();
        json_add_string(row, "command", command);
        json_add_string(row, "text", said);
        cJSON_AddBoolToObject(row, "ok", ok);
        cJSON_AddItemToArray(out, row);
        return;
    }
    term_word(stdout, ok ? TERM_GREEN : TERM_RED, ok ? "ok   " : "FAIL ");
    term_word(stdout, TERM_BOLD, command);
    putchar('\n');
    term_text(stdout, said, strlen(said));
    if (*said && said[strlen(said) - 1] != '\n')
        putchar('\n');
}

static int say_lines(struct module_try *try, const struct words_list *lines, cJSON *out)
{
    char command[COMMAND];
    const char *said;
    size_t failed = 0;

    for (size_t i = 0; i < lines->n; i++) {
        bool ok = module_try_line(try, lines->items[i], command, sizeof command, &said);
        failed += !ok;
        tell_line(out, command, said, ok);
    }
    if (!out)
        printf("%zu of %zu commands passed\n", lines->n - failed, lines->n);
    if (failed && !out)
        term_error("%zu of %zu commands failed", failed, lines->n);
    return failed ? EXIT_COMMAND_FAILED : EXIT_OK;
}

// The tests: those of the command line, else those of the file, else the module's help.
static void choose_lines(struct modules *m, const struct module_file *file)
{
    char help[MODULE_NAME + sizeof " help"];

    if (!m->commands.n)
        module_file_tests(file, &m->commands);
    if (m->commands.n)
        return;
    int len = snprintf(help, sizeof help, "%s help", file->name);
    words_add(&m->commands, help, (size_t)len);
}

static int run_test(struct modules *m)
{
    struct module_file file;
    struct module_try try;
    cJSON *shown, *out = NULL;
    int code = module_start_try(m, &file, &try, &shown);

    if (code == EXIT_OK) {
        choose_lines(m, &file);
        out = m->options.json ? cJSON_CreateArray() : NULL;
        code = say_lines(&try, &m->commands, out);
    }
    if (out) {
        cJSON *root = cJSON_CreateObject();
        json_add_string(root, "file", file.file);
        cJSON_AddBoolToObject(root, "ok", code == EXIT_OK);
        cJSON_AddItemToObject(root, "tests", out);
        json_print(stdout, root);
    }
    cJSON_Delete(shown);
    module_try_end(&try);
    module_file_free(&file);
    return code;
}

static const char *json_string(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    return cJSON_IsString(item) ? item->valuestring : "";
}

// The answer of a node to the last of some commands, or to the first one that failed.
static int tell_answer(const struct modules *m, const struct batch_item *item)
{
    const struct batch_answer *last = item->n_answers ? &item->answers[item->n_answers - 1] : NULL;

    for (size_t i = item->n_answers; i-- > 0;)
        if (item->answers[i].result != MICROS_OK)
            last = &item->answers[i];
    if (!last || (item->result != MICROS_OK && item->result != MICROS_FAILED)) {
        batch_report(item);
        return exits_of(item->result);
    }
    size_t len = last->len;
    while (len && last->text[len - 1] == '\n')
        len--;
    cJSON *value = json_parse(last->text, len, MICROS_REPLY_MAX);
    const cJSON *error = value ? cJSON_GetObjectItemCaseSensitive(value, "error") : NULL;
    const char *words = cJSON_GetStringValue(error);
    int code = EXIT_OK;
    if (last->result != MICROS_OK || error) {
        term_error("%s: %.*s", item->target.label, words ? (int)strlen(words) : (int)len,
                   words ? words : last->text);
        code = EXIT_COMMAND_FAILED;
    } else if (m->options.json && value) {
        json_print(stdout, value);
        return EXIT_OK;
    } else if (value) {
        term_word(stdout, TERM_PLAIN, json_string(value, "file"));
        fputs(": ", stdout);
        term_word(stdout, TERM_PLAIN, json_string(value, "state"));
        fputs(" on ", stdout);
        term_word(stdout, TERM_BOLD, item->target.label);
        putchar('\n');
    } else {
        term_text(stdout, last->text, last->len);
    }
    cJSON_Delete(value);
    return code;
}

// Sends commands to the device.
static int module_say(const struct modules *m, const struct words_list *commands)
{
    struct cache cache = { .lock = -1 };
    struct target target;
    struct batch_item *items = NULL;
    size_t n = 0;
    char *path = cache_path(m->options.cache);
    int code = path && cache_load(&cache, path) == 0 ? EXIT_OK : EXIT_GENERIC;

    if (code == EXIT_OK)
        code = target_find(&cache, m->dev, &m->options, &target);
    if (code == EXIT_OK)
        batch_add(&items, &n, &target);
    struct batch batch = { .options = &m->options,
                           .cache = path,
                           .commands = (const char *const *)commands->items,
                           .n_commands = commands->n,
                           .may_ask = true,
                           .may_search = true };
    if (code == EXIT_OK)
        code = batch_run(&batch, items, n);
    if (code == EXIT_OK)
        code = tell_answer(m, items);
    batch_free(items, n);
    cache_free(&cache);
    free(path);
    return code;
}

static int say_one(const struct modules *m, const char *word, const char *what)
{
    char line[COMMAND];
    struct words_list commands = { 0 };
    int len = snprintf(line, sizeof line, "module %s%s%s%s", word, *what ? " " : "", what,
                       m->options.json ? " >json" : "");

    words_add(&commands, line, (size_t)len < sizeof line ? (size_t)len : sizeof line - 1);
    int code = module_say(m, &commands);
    words_free(&commands);
    return code;
}

static int run_push(struct modules *m)
{
    struct module_file file;
    struct module_try try;
    struct words_list commands = { 0 };
    cJSON *shown;
    int code = module_start_try(m, &file, &try, &shown);

    module_try_end(&try);
    file.replaces = m->replaces;
    if (code == EXIT_OK && !m->yes) {
        module_show_print(shown);
        code = module_show_ask(file.file, m->dev) ? EXIT_OK : EXIT_USAGE;
    }
    if (code == EXIT_OK) {
        module_file_commands(&file, &commands);
        code = module_say(m, &commands);
    }
    words_free(&commands);
    cJSON_Delete(shown);
    module_file_free(&file);
    return code;
}

static int run_list(struct modules *m)
{
    return say_one(m, "list", "");
}

static int run_show(struct modules *m)
{
    return say_one(m, "show", m->what);
}

static int run_remove(struct modules *m)
{
    return say_one(m, "remove", m->what);
}

static const struct action actions[] = {
    { "new", true, false, run_new },      { "check", true, false, run_check },
    { "test", true, false, run_test },    { "push", true, true, run_push },
    { "list", false, true, run_list },    { "show", true, true, run_show },
    { "remove", true, true, run_remove },
};

static const struct action *find_action(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

static int module_main(const struct verb *verb, int argc, char **argv)
{
    struct modules m = { 0 };

    options_parse(verb, argc, argv, 0, &m);
    int code = find_action(m.action)->run(&m);
    words_free(&m.commands);
    return code;
}

const struct verb verb_module = { "module", "write load modules of your own and send them",
                                  &module_argp, module_main };
