// How a module describes itself; all of it is derived from its tables.
#ifndef MOD_HELP_H
#define MOD_HELP_H

#include "mod/module.h"

// The lines of the shell's help: "   light", then each verb in the column behind the name.
void help_listing(const struct module *m, struct out *o);

// The usage of one verb: "rgb r=<0-1000> g=<0-1000>".
void help_usage(const struct verb *v, struct out *o);

// The reply of "<module> help": a tuple of usages.
void help_reply(const struct module *m, struct reply *r);

// "help light" for people: what the module is, and each function with its arguments, their units
// and an example.
void help_module(const struct module *m, struct out *o);

// A call of a verb as an example: "rgb 500 500 500". Arguments that may be left out are shown only
// where nothing else is.
void help_example(const struct verb *v, struct out *o);

// What a field takes and counts: "0 to 100 %".
void help_takes(const struct field *f, struct out *o);

// The same of a field for programs, as a map in a list or, with a key, in a map.
void help_describe_field(const char *key, const struct field *f, struct reply *r);

// The description of a module, into a map that the caller has begun: {"help": "...", "verbs":
// [{"name":
// ..., "help": ..., "in": [{"name": ..., "kind": ..., ...}], "answer": "map", "out": [...]}],
// "state":
// [...]}; what is not declared is left out. It is for programs alone.
void help_describe(const struct module *m, struct reply *r);

// The two keys of it that say what somebody answers: "answer" and "out".
void help_describe_answer(enum answer answer, const struct field *out, unsigned n, struct reply *r);

#endif
