// What a subcommand of `micros` is; the table of them is made by CMake from the files in cmd/.
#ifndef VERB_H
#define VERB_H

#include <argp.h>
#include <stddef.h>

struct verb {
    const char *name;
    const char *summary;     // one line for `micros help`
    const struct argp *argp; // options and help text; completion reads it too
    int (*run)(const struct verb *verb, int argc, char **argv); // returns an exit code
};

// Every verb, ended by NULL, in the order of the help text.
extern const struct verb *const verb_table[];

// The verb with this name, or NULL.
const struct verb *verb_find(const char *name);

// The options of a verb, those of its children included: calls `each` for every named option.
void verb_options(const struct argp *argp,
                  void (*each)(void *ctx, const struct argp_option *option), void *ctx);

#endif
