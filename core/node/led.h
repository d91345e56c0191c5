// The progress LED: it changes while the node works.
#ifndef NODE_LED_H
#define NODE_LED_H

#include "node/node.h"

// Inverts the board's LED when pled is on; a board without one is left alone.
void led_invert(struct node *n);

#endif
