// Calls a verb from its text: parses the arguments, checks them against the declared fields, runs
// the verb.
#ifndef MOD_CALL_H
#define MOD_CALL_H

#include "mod/module.h"

// The parts of a call: "rgb 1 2 3", "rgb(1,2,3)" or "rgb (r=1, g=2)".
struct call_text {
    struct text verb;
    struct text args;
    bool bracket; // with brackets, only commas separate arguments
};

// Splits the text after the module's name. The parts point into `line`.
struct call_text call_split(struct text line);

// The verb with that name, or NULL.
const struct verb *call_verb(const struct module *m, struct text name);

// Parses the arguments into in[CFG_ARGS_MAX] and c->given. In a trial, all values go to one place.
// On an error c->fault says what was wrong. Escapes in quoted arguments are resolved in place, so a
// text with a backslash must be writable.
int call_parse(struct call *c, const struct verb *v, const struct call_text *t, union value *in);

// Prepares the pin of a need and gives its GPIO. On an error c->fault says who has it.
int call_claim(struct call *c, unsigned need, unsigned *gpio);

// Writes the sentence for a fault, as the shell shows it.
void fault_text(const struct fault *f, struct out *o);

#endif
