// Descriptions of a module, derived from its tables.
#ifndef MOD_HELP_H
#define MOD_HELP_H

#include "mod/module.h"

// The lines of the shell's help: "   light", then each verb in the column after the name.
void help_listing(const struct module *m, struct out *o);

// The usage of one verb: "rgb r=<0-1000> g=<0-1000>".
void help_usage(const struct verb *v, struct out *o);

// The reply of "<module> help": a tuple of usages.
void help_reply(const struct module *m, struct reply *r);

// "help light" for people: what the module is, and each function with its arguments, units and an
// example.
void help_module(const struct module *m, struct out *o);

// An example call of a verb: "rgb 500 500 500". Optional arguments are shown only if there are no
// others.
void help_example(const struct verb *v, struct out *o);

// What a field accepts, with its unit: "0 to 100 %".
void help_takes(const struct field *f, struct out *o);

// Describes a field for programs, as a map in a list or, with a key, in a map.
void help_describe_field(const char *key, const struct field *f, struct reply *r);

// Describes a module for programs, into a map that the caller has started:
// {"help": "...", "verbs": [{"name": ..., "help": ..., "in": [{"name": ..., "kind": ..., ...}],
// "answer": "map", "out": [...]}], "state": [...]}
// What is not declared is left out.
void help_describe(const struct module *m, struct reply *r);

// Writes the two keys that describe an answer: "answer" and "out".
void help_describe_answer(enum answer answer, const struct field *out, unsigned n, struct reply *r);

#endif
