// The values of the simulated world, and the words for a name or a value that it does not take.
#ifndef LIB_WORLD_H
#define LIB_WORLD_H

#include "mod/module.h"

// The i-th value of a part that can be set, or NULL after the last; what it is now, with its unit,
// goes to `now` unless that is NULL.
const struct field *world_value(const struct call *c, unsigned i, struct out *now);

// The value of a part that has this name, or NULL.
const struct field *world_find_value(const struct call *c, struct text name);

// Why something was refused, and what would be accepted. In a module's state: it is read after the
// verb has returned.
struct world_words {
    char text[192];
};

// Fill in the words and the call's fault; the error is for the verb to return.
int world_refuse_pin(struct call *c, struct world_words *w, struct text name);
int world_refuse_name(struct call *c, struct world_words *w, struct text name); // value or pin
int world_refuse_value(struct call *c, struct world_words *w, const struct field *f,
                       const char *name, struct text value);

#endif
