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

// The description of a module, into a map that the caller has begun: {"help": "...", "verbs":
// [{"name":
// ..., "help": ..., "in": [{"name": ..., "kind": ..., ...}], "answer": "map", "out": [...]}],
// "state":
// [...]}; what is not declared is left out. It is for programs alone.
void help_describe(const struct module *m, struct reply *r);

// The two keys of it that say what somebody answers: "answer" and "out".
void help_describe_answer(enum answer answer, const struct field *out, unsigned n, struct reply *r);

#endif
