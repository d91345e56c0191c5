// The boot sequence: same order and same log labels as the original.
#ifndef BOOT_H
#define BOOT_H

#include "node/node.h"

// Loads only the settings. The port needs them before it can listen.
void boot_load(struct node *n);

// Runs the boot sequence until the shell is open. `listen_port` is the port it listens on.
void boot_run(struct node *n, uint16_t listen_port);

#endif
