// Which load modules there are: those of the target, and the user's own, which come and go while
// the node runs. One of the user's stands in for the target's of the same name.
#ifndef NODE_CATALOG_H
#define NODE_CATALOG_H

#include "node/node.h"

// The i-th module, or NULL after the last.
const struct module *catalog_at(const struct node *n, unsigned i);

// The module of that name, "light" or "LM_light", or NULL.
const struct module *catalog_find(const struct node *n, struct text name);

#endif
