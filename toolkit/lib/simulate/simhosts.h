// The file in which simulated nodes look for each other (micros-node --hosts), since they do not
// announce themselves on a network.
#ifndef SIMHOSTS_H
#define SIMHOSTS_H

#include "device/discover.h"

// Its path. The caller frees it; NULL (and a message) if there is no home.
char *simhosts_path(void);

// Writes these nodes into it, and replaces older lines with their names or addresses. Exit code.
int simhosts_add(const struct discovery *found);

#endif
