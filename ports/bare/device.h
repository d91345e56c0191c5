// The board's only node, and everything that its port provides for it.
#ifndef BARE_DEVICE_H
#define BARE_DEVICE_H

struct node;

// Longest time of a round: a new password on a slow processor, a sector that is erased.
enum { DEVICE_WATCHDOG_MS = 8000 };

// Starts storage, console, network and node, in this order.
void device_start(void);

struct node *device_node(void);

#endif
