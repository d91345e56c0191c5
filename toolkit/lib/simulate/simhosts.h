// The file in which simulated nodes look for each other (micros-node --hosts): they announce
// themselves on no network.
#ifndef SIMHOSTS_H
#define SIMHOSTS_H

#include "device/discover.h"

// Where it is. The caller frees it; NULL (and a message) if there is no home.
char *simhosts_path(void);

// Writes these nodes into it, in place of what was known of their names and addresses. Exit code.
int simhosts_add(const struct discovery *found);

#endif
