// The node as its load modules see it.
#ifndef NODE_HOST_H
#define NODE_HOST_H

#include "node/node.h"

struct host host_of(struct node *n);

#endif
