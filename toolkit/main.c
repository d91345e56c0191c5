// The micros command: finds the verb and runs it; called as devToolKit it speaks the old spelling.
#include "devtoolkit.h"
#include "term/exits.h"
#include "term/outcome.h"
#include "term/term.h"
#include "term/verb.h"
#include "term/words.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static int report_unknown(const char *word)
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

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); // JSON has points in its numbers
    if (argc && is_old_spelling(argv[0]))
        return devtoolkit_main(argc, argv);
    for (int i = 1; i < argc && i < 3; i++)
        if (strcmp(argv[i], "--json") == 0)
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
    return verb ? verb->run(verb, argc - 1, argv + 1) : report_unknown(argv[1]);
}
