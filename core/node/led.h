// The progress LED: its level is inverted while the node works.
#ifndef NODE_LED_H
#define NODE_LED_H

#include "node/node.h"

// Call when the node starts to work. Inverts the board's LED if pled is on. Does nothing on a board
// without LED.
void led_busy(struct node *n);

// Call when the node is idle. Restores the LED.
void led_idle(struct node *n);

#endif
