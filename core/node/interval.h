// The periodic timer: setting timirqcbf, every timirqseq milliseconds.
#ifndef NODE_INTERVAL_H
#define NODE_INTERVAL_H

#include "node/node.h"

void interval_start(struct node *n); // from the boot on, when timirq is on

// Runs what is due; returns milliseconds until it is due again.
uint32_t interval_poll(struct node *n);

#endif
