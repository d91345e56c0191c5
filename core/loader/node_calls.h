// What load modules can ask the node.
#ifndef LOADER_NODE_CALLS_H
#define LOADER_NODE_CALLS_H

#include "node/node.h"

extern const struct node_calls node_calls; // the operations take the node as ctx

#endif
