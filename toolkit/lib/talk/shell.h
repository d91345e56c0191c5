// A conversation with one node from the keyboard or from a pipe.
#ifndef SHELL_H
#define SHELL_H

#include "device/target.h"
#include "term/options.h"

enum { SHELL_KEEP_ALIVE_S = 30 };

struct shell_how {
    const struct options *options;
    const char *cache;     // the cache file, which gets a new name of the node
    unsigned keep_alive_s; // after so long without a key the node gets an empty line; 0: never
};

// Talks until the user or the node ends it. If a device is not at its address, it is looked for. On
// a terminal, if the node restarts or the connection is lost, this waits for the node. Exit code.
int shell_run(struct target *target, const struct shell_how *how);

// True if a line may hold a secret and must not be remembered.
bool shell_is_secret(const char *line);

#endif
