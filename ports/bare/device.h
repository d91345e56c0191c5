// The one node of the board, with all that its port gives it.
#ifndef BARE_DEVICE_H
#define BARE_DEVICE_H

struct node;

// What the slowest round may take: a new password on a slow processor, a sector that is erased.
enum { DEVICE_WATCHDOG_MS = 8000 };

// Starts storage, console, network and node, in this order.
void device_start(void);

struct node *device_node(void);

#endif
