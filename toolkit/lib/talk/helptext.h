// Reads a node's own `help`, so that completion offers what this node really has.
#ifndef HELPTEXT_H
#define HELPTEXT_H

#include "term/words.h"

struct helptext_module {
    char *name;
    struct words_list functions;
    // Words that may follow a function: `rgb r=`, `toggle state=True`, each after its function.
    struct words_list arguments;
};

struct helptext {
    struct words_list commands;  // words of the shell itself
    struct words_list configure; // words of configure mode, `dump` and the keys
    struct helptext_module *modules;
    size_t n_modules;
};

// Parses the text of `help`. Lines that match no known layout are skipped.
void helptext_parse(struct helptext *help, const char *text, size_t len);

// Adds the arguments of the functions from the answer to `help >json`. False if it does not have
// that form; answers of older nodes add nothing.
bool helptext_add_arguments(struct helptext *help, const char *json, size_t len);

// Adds the keys in the text of `dump` to the words of configure mode.
void helptext_add_keys(struct helptext *help, const char *dump, size_t len);

// The words that may come at the end of `line` (the text up to the cursor). `*typed` becomes the
// length of the part of the word that is already there.
void helptext_complete(const struct helptext *help, const char *line, size_t len, bool configure,
                       struct words_list *candidates, size_t *typed);

void helptext_free(struct helptext *help);

#endif
