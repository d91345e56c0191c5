// Pin events: commands that an edge of a pin starts. An edge only notes that something is to be
// done; the loop does it.
#ifndef NODE_EVENTS_H
#define NODE_EVENTS_H

#include "node/node.h"

void events_start(struct node *n); // claims the pins of the lines that are on

// Runs what edges have asked for; returns milliseconds until a pin has settled.
uint32_t events_poll(struct node *n);

#endif
