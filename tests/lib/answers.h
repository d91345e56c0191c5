// Compares what verbs answer with what they declare, in every test that links the bench: the linker
// hands it each call of the reply's functions (-Wl,--wrap) before that does its work. An answer
// that is not as declared ends the program, with a line that says how.
#ifndef TESTS_ANSWERS_H
#define TESTS_ANSWERS_H

#include "mod/module.h"

// Who is told instead, from now on: "lamp set: answers 'level' with ...". NULL: the program ends.
typedef void answers_told_fn(const char *complaint);
void answers_tell(answers_told_fn *told);

// How many answers of this verb were compared so far in this program; refusals do not count.
unsigned answers_seen(const struct verb *v);

#endif
