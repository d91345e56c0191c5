// The node as its load modules see it.
#ifndef LOADER_NODE_CALLS_H
#define LOADER_NODE_CALLS_H

#include "node/node.h"

extern const struct node_calls node_calls; // its operations take the node

#endif
