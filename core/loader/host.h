// The node as its load modules see it.
#ifndef LOADER_HOST_H
#define LOADER_HOST_H

#include "node/node.h"

extern const struct host host_of_node; // its operations take the node

#endif
