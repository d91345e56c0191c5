// The progress LED: it is the other way round while the node works.
#ifndef NODE_LED_H
#define NODE_LED_H

#include "node/node.h"

// The node begins to work: inverts the board's LED when pled is on. A board without one is left
// alone.
void led_busy(struct node *n);

// It is done for now: inverts the LED back.
void led_idle(struct node *n);

#endif
