// Changes of pins, on their way from the board to the node.
#ifndef BARE_EDGES_H
#define BARE_EDGES_H

#include <stdbool.h>

struct node;

// Tells the node what has changed. True: something has.
bool edges_take(struct node *n);

#endif
