// What a setting that was taken will do and its owner may not expect. What cannot work is refused
// (node/set.h); what works, but not as it looks, or depends on what the node cannot know, is said
// with the answer.
#ifndef NODE_FORESEE_H
#define NODE_FORESEE_H

#include "node/node.h"

enum { FORESEE_MAX = 160 }; // bytes of the longest sentence

// Writes a sentence about the present value of a setting; nothing where there is nothing to say.
void foresee(const struct node *n, enum key key, struct out *o);

#endif
