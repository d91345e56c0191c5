// Calls a verb from its text: parses the arguments, checks them against the declared fields, runs
// it.
#ifndef MOD_CALL_H
#define MOD_CALL_H

#include "mod/module.h"

// The two parts of a call: "rgb 1 2 3", "rgb(1,2,3)" or "rgb (r=1, g=2)".
struct call_text {
    struct text verb;
    struct text args;
    bool bracket; // arguments are separated by commas only
};

// Splits what stands after the module's name. `line` keeps owning the bytes.
struct call_text call_split(struct text line);

// The verb of that name, or NULL.
const struct verb *call_verb(const struct module *m, struct text name);

// Parses the arguments into in[CFG_ARGS_MAX] and c->given; a trial has one place for all of them.
// On an error c->fault says what was wrong. Escapes in quoted arguments are resolved in place:
// where `t` has a backslash its bytes must be writable.
int call_parse(struct call *c, const struct verb *v, const struct call_text *t, union value *in);

// Makes the pin of a need ready and gives its GPIO; on an error c->fault says who has it.
int call_claim(struct call *c, unsigned need, unsigned *gpio);

// The sentence for a fault, as the shell shows it.
void fault_text(const struct fault *f, struct out *o);

#endif
