// micros help: what the toolkit can do, from the table of its verbs.
#include "term/exits.h"
#include "term/json.h"
#include "term/options.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <stdio.h>
#include <string.h>

struct help {
    struct options options;
    const char *verb;
};

static error_t help_parse(int key, char *arg, struct argp_state *state)
{
    struct help *help = state->input;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &help->options, false); return 0;
    case ARGP_KEY_ARG: help->verb = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp help_argp = {
    NULL,
    help_parse,
    "[VERB]",
    "Print what the toolkit, or one of its verbs, can do.",
    options_only_base,
    NULL,
    NULL,
};

#define EXIT_LINE(code, number, text) "  " #number "  " text "\n"

static void help_print_text(void)
{
    puts("usage: micros VERB [ARGUMENT]...\n\n"
         "Find micrOS nodes, talk with them and watch them.\n");
    for (const struct verb *const *verb = verb_table; *verb; verb++)
        printf("  %-11s %s\n", (*verb)->name, (*verb)->summary);
    puts("\n`micros VERB --help` says more. Every verb takes --json: data only, on standard "
         "output.\n"
         "Messages go to standard error. NO_COLOR=1 switches colours off.\n\n"
         "exit codes:\n" EXITS(
             EXIT_LINE) "\n"
                        "The old spelling, devToolKit, is understood too: devToolKit -h.");
}

static void help_print_json(void)
{
    cJSON *root = cJSON_CreateObject(), *verbs = cJSON_CreateArray();

    for (const struct verb *const *verb = verb_table; *verb; verb++) {
        cJSON *one = cJSON_CreateObject();
        json_add_string(one, "verb", (*verb)->name);
        json_add_string(one, "summary", (*verb)->summary);
        cJSON_AddItemToArray(verbs, one);
    }
    cJSON_AddItemToObject(root, "verbs", verbs);
    json_print(stdout, root);
}

static void add_option(void *ctx, const struct argp_option *option)
{
    cJSON *one = cJSON_CreateObject();

    json_add_string(one, "name", option->name);
    if (option->arg)
        json_add_string(one, "takes", option->arg);
    json_add_string(one, "help", option->doc ? option->doc : "");
    cJSON_AddItemToArray(ctx, one);
}

static void print_verb_json(const struct verb *verb)
{
    cJSON *root = cJSON_CreateObject(), *options = cJSON_CreateArray();

    json_add_string(root, "verb", verb->name);
    json_add_string(root, "summary", verb->summary);
    json_add_string(root, "takes", verb->argp->args_doc ? verb->argp->args_doc : "");
    verb_options(verb->argp, add_option, options);
    cJSON_AddItemToObject(root, "options", options);
    json_print(stdout, root);
}

static int help_main(const struct verb *verb, int argc, char **argv)
{
    struct help help = { .verb = NULL };

    options_parse(verb, argc, argv, 0, &help);
    const struct verb *other = help.verb ? verb_find(help.verb) : NULL;
    if (help.verb && !other) {
        term_error("there is no verb '%s'; `micros help` lists them", help.verb);
        return EXIT_USAGE;
    }
    if (other && help.options.json) {
        print_verb_json(other);
    } else if (other) {
        char name[64];
        snprintf(name, sizeof name, "micros %s", other->name);
        argp_help(other->argp, stdout, ARGP_HELP_STD_HELP & ~(unsigned)ARGP_HELP_EXIT_OK, name);
    } else if (help.options.json) {
        help_print_json();
    } else {
        help_print_text();
    }
    return EXIT_OK;
}

const struct verb verb_help = { "help", "print this, or what one verb can do", &help_argp,
                                help_main };
