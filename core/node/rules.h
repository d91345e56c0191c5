// What a setting takes beyond its kind and its length.
#ifndef NODE_RULES_H
#define NODE_RULES_H

#include "node/node.h"

// OK, or ERR_RANGE; with `why`, what is wrong and where.
int rules_check(const struct node *n, enum key key, struct text value, struct out *why);

#endif
