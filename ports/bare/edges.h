// Passes changes of pins from the board to the node.
#ifndef BARE_EDGES_H
#define BARE_EDGES_H

#include <stdbool.h>

struct node;

// Tells the node what has changed. Returns true if anything has.
bool edges_take(struct node *n);

#endif
