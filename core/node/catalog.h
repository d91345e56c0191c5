// The list of all load modules: those built into the target, and the user's. The user's come and go
// while the node runs. A user's module hides a built-in one of the same name.
#ifndef NODE_CATALOG_H
#define NODE_CATALOG_H

#include "base/nearest.h"
#include "mod/module.h"
#include "node/node.h"

// A user's module. The memory belongs to the caller that adds it, until it is removed.
struct user_module {
    struct user_module *next;
    const struct module *module;
    uint8_t kept_writes; // how often its kept state was written in the current minute
};

// Module number i, or NULL after the last.
const struct module *catalog_at(const struct node *n, unsigned i);

// The module with that name, "light" or "LM_light", or NULL.
const struct module *catalog_find(const struct node *n, struct text name);

// Adds every module's name to a search for the nearest word.
void catalog_try_names(const struct node *n, struct nearest *near);

// The user's module behind `m`, or NULL if `m` is built in.
struct user_module *catalog_users(const struct node *n, const struct module *m);

// The target's built-in module of that name, even if a user's module hides it; or NULL.
const struct module *catalog_built_in(struct text name);

#endif
