// A conversation with one node from the keyboard or from a pipe.
#ifndef SHELL_H
#define SHELL_H

#include "device/target.h"
#include "term/options.h"

// Talks until the user or the node ends it. A new name of the node goes to the cache file `cache`;
// a device that is not at its address is looked for. Exit code.
int shell_run(struct target *target, const struct options *options, const char *cache);

// True if a line may hold a secret and must not be remembered.
bool shell_is_secret(const char *line);

#endif
