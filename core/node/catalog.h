// Which load modules there are: those of the target, and the user's, which come and go while the
// node runs. One of the user's hides the target's of the same name.
#ifndef NODE_CATALOG_H
#define NODE_CATALOG_H

#include "base/nearest.h"
#include "mod/module.h"
#include "node/node.h"

// A module of the user's: the memory belongs to whoever adds it, until it is removed.
struct user_module {
    struct user_module *next;
    const struct module *module;
    uint8_t kept_writes; // of what it keeps, in the minute that runs
};

// The i-th module, or NULL after the last.
const struct module *catalog_at(const struct node *n, unsigned i);

// The module of that name, "light" or "LM_light", or NULL.
const struct module *catalog_find(const struct node *n, struct text name);

// Feeds every module's name to a search for the nearest.
void catalog_try_names(const struct node *n, struct nearest *near);

// NULL: it is none of the user's.
struct user_module *catalog_users(const struct node *n, const struct module *m);

// The module that the target itself has under that name, also where one of the user's hides it, or
// NULL.
const struct module *catalog_built_in(struct text name);

#endif
