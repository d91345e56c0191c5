// micros completion: the script that lets a shell complete verbs, options and device names.
#include "device/cache.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/memory.h"
#include "term/options.h"
#include "term/term.h"
#include "term/verb.h"
#include <stdlib.h>
#include <string.h>

struct completion {
    struct options options;
    const char *shell;
};

static error_t completion_parse(int key, char *arg, struct argp_state *state)
{
    struct completion *completion = state->input;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &completion->options, false); return 0;
    case ARGP_KEY_ARG: completion->shell = arg; return 0;
    case ARGP_KEY_NO_ARGS: argp_error(state, "name a shell: bash, zsh or fish"); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp completion_argp = {
    NULL,
    completion_parse,
    "bash|zsh|fish|names",
    "Print a completion script for a shell."
    "\vFor example: source <(micros completion bash)\n"
    "`names` prints the names of the known devices, one on each line; the scripts use it.",
    options_only_base,
    NULL,
    NULL,
};

static void write_long(void *ctx, const struct argp_option *option)
{
    fprintf(ctx, " --%s", option->name);
}

static void write_fish(void *ctx, const struct argp_option *option)
{
    fprintf(ctx, " -l %s%s", option->name, option->arg ? " -r" : "");
}

static void write_verbs(FILE *out)
{
    for (const struct verb *const *verb = verb_table; *verb; verb++)
        fprintf(out, "%s%s", verb == verb_table ? "" : " ", (*verb)->name);
}

// zsh runs the same script through its bashcompinit.
static void write_bash(FILE *out)
{
    fputs("_micros() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} words names\n"
          "    names=$(micros completion names 2>/dev/null)\n"
          "    case ${COMP_WORDS[1]} in\n",
          out);
    for (const struct verb *const *verb = verb_table; *verb; verb++) {
        fprintf(out, "    %s) words=\"", (*verb)->name);
        verb_options((*verb)->argp, write_long, out);
        fputs(" --help\" ;;\n", out);
    }
    fputs("    esac\n"
          "    [ \"$COMP_CWORD\" -eq 1 ] && words=\"",
          out);
    write_verbs(out);
    fputs("\" names=\n"
          "    local IFS=$' \\n'\n"
          "    COMPREPLY=($(compgen -W \"$words $names\" -- \"$word\"))\n"
          "}\n"
          "complete -o default -F _micros micros\n",
          out);
}

static void write_fish_script(FILE *out)
{
    for (const struct verb *const *verb = verb_table; *verb; verb++) {
        fprintf(out, "complete -c micros -n __fish_use_subcommand -f -a %s -d '%s'\n",
                (*verb)->name, (*verb)->summary);
        fprintf(out, "complete -c micros -n '__fish_seen_subcommand_from %s'", (*verb)->name);
        verb_options((*verb)->argp, write_fish, out);
        fputc('\n', out);
    }
    fputs("complete -c micros -n 'not __fish_use_subcommand' -f -a "
          "'(micros completion names 2>/dev/null)'\n",
          out);
}

// Only names that are one plain word for a shell; others could run as code there.
static bool completion_is_plain(const char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    return *name && strspn(name, plain) == strlen(name);
}

static int write_names(FILE *out, const char *option)
{
    struct cache cache = { .lock = -1 };
    char *path = cache_path(option);
    int code = path && cache_load(&cache, path) == 0 ? EXIT_OK : EXIT_GENERIC;

    for (size_t i = 0; i < cache.n; i++)
        if (!cache_is_placeholder(&cache.items[i]) && completion_is_plain(cache.items[i].name))
            fprintf(out, "%s\n", cache.items[i].name);
    cache_free(&cache);
    free(path);
    return code;
}

static int write_script(FILE *out, const struct completion *completion)
{
    const char *shell = completion->shell;

    if (strcmp(shell, "zsh") == 0)
        fputs("#compdef micros\nautoload -U +X bashcompinit && bashcompinit\n", out);
    if (strcmp(shell, "bash") == 0 || strcmp(shell, "zsh") == 0) {
        write_bash(out);
    } else if (strcmp(shell, "fish") == 0) {
        write_fish_script(out);
    } else if (strcmp(shell, "names") == 0) {
        return write_names(out, completion->options.cache);
    } else {
        term_error("no completion for '%s'; use bash, zsh or fish", shell);
        return EXIT_USAGE;
    }
    return EXIT_OK;
}

static int completion_main(const struct verb *verb, int argc, char **argv)
{
    struct completion completion = { .shell = NULL };
    char *text = NULL;
    size_t len = 0;

    options_parse(verb, argc, argv, 0, &completion);
    FILE *out = memory_open(&text, &len);
    int code = write_script(out, &completion);
    memory_close(out, &text);
    if (code == EXIT_OK && completion.options.json) {
        cJSON *root = cJSON_CreateObject();
        json_add_string(root, "shell", completion.shell);
        json_add_text(root, "script", text, len);
        json_print(stdout, root);
    } else if (code == EXIT_OK) {
        fputs(text, stdout);
    }
    free(text);
    return code;
}

const struct verb verb_completion = { "completion", "print a completion script for a shell",
                                      &completion_argp, completion_main };
