// The boot sequence, in the original's order and with its log labels.
#ifndef NODE_BOOT_H
#define NODE_BOOT_H

#include "node/node.h"

// Brings the settings that the node itself keeps up to date; writes only what differs.
void boot_state_keys(struct node *n);

#endif
