// Warns about settings that are accepted but may surprise the owner. Values that cannot work are
// refused (node/set.h). A warning is added to the answer if a value has an unexpected effect or
// depends on facts that the node cannot know.
#ifndef NODE_FORESEE_H
#define NODE_FORESEE_H

#include "node/node.h"

enum { FORESEE_MAX = 160 }; // bytes of the longest sentence

// Writes a sentence about the present value of a setting, or nothing.
void foresee(const struct node *n, enum key key, struct out *o);

#endif
