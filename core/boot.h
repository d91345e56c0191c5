// The boot sequence, in the original's order and with its log labels.
#ifndef BOOT_H
#define BOOT_H

#include "node/node.h"

// Loads the settings only: what the port must know before it can listen.
void boot_load(struct node *n);

// Runs the boot sequence up to the open shell; `listen_port` is where the port listens.
void boot_run(struct node *n, uint16_t listen_port);

#endif
