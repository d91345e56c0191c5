// The node as its load modules see it.
#ifndef NODE_HOST_H
#define NODE_HOST_H

#include "node/node.h"

extern const struct host host_of_node; // its operations take the node

#endif
