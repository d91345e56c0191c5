// The micros command: finds the verb and runs it; called as devToolKit it speaks the old spelling.
#include "devtoolkit.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/outcome.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static int main_report_unknown(const char *word)
{
    const char *names[32];
    size_t n = 0;

    for (const struct verb *const *verb = verb_table; *verb && n < 32; verb++)
        names[n++] = (*verb)->name;
    const char *nearest = words_nearest(word, names, n);
    if (nearest)
        term_error("there is no verb '%s'. Did you mean '%s'?", word, nearest);
    else
        term_error("there is no verb '%s'; `micros help` lists them", word);
    return EXIT_USAGE;
}

static bool is_old_spelling(const char *name)
{
    const char *slash = strrchr(name, '/');

    return strncmp(slash ? slash + 1 : name, "devToolKit", 10) == 0;
}

static const char *verb_word(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "-?") == 0)
        return "help";
    return strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0 ? "version" : word;
}

// Whether a word is this long option, perhaps abbreviated: "--jso" is --json.
static bool means(const char *word, const char *option, size_t least)
{
    size_t len = strlen(word);

    return len >= least && strncmp(word, option, len) == 0;
}

// This must be known before the first error. Words with two dashes are options everywhere.
static bool main_wants_json(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (means(argv[i], "--json", 4))
            return true;
    return false;
}

// argp prints its help as text and ends the program. With --json, the verb `help` prints it.
static bool asks_for_help(int argc, char **argv)
{
    bool is_first = true; // in a command, a single dash is allowed

    for (int i = 2; i < argc; i++) {
        const char *word = argv[i];
        if (means(word, "--help", 3) || means(word, "--usage", 3))
            return true;
        if (is_first && (strcmp(word, "-h") == 0 || strcmp(word, "-?") == 0))
            return true;
        is_first = is_first && *word == '-';
    }
    return false;
}

static int main_help_json(const char *verb)
{
    const struct verb *help = verb_find("help");
    char name[] = "help", json[] = "--json", *args[] = { name, (char *)verb, json, NULL };

    return help->run(help, 3, args);
}

int main(int argc, char **argv)
{
    outcome_start();
    memory_start();
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); // JSON numbers use a decimal point
    if (argc && is_old_spelling(argv[0]))
        return devtoolkit_main(argc, argv);
    bool wants_json = main_wants_json(argc, argv);
    if (wants_json)
        outcome_wants_json();
    // `micros --json VERB` means `micros VERB --json`.
    if (argc > 2 && strcmp(argv[1], "--json") == 0) {
        char *json = argv[1];
        argv[1] = argv[2];
        argv[2] = json;
    }
    const struct verb *help = verb_find("help");
    if (argc < 2) {
        help->run(help, argc, argv);
        return EXIT_USAGE;
    }
    const struct verb *verb = verb_find(verb_word(argv[1]));
    if (verb && wants_json && asks_for_help(argc, argv))
        return main_help_json(verb->name);
    return verb ? verb->run(verb, argc - 1, argv + 1) : main_report_unknown(argv[1]);
}
