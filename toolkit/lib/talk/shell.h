// A conversation with one node from the keyboard or from a pipe.
#ifndef SHELL_H
#define SHELL_H

#include "device/target.h"
#include "term/options.h"

enum { SHELL_KEEP_ALIVE_S = 30 };

struct shell_how {
    const struct options *options;
    const char *cache;     // the cache file, where a new name of the node is noted
    unsigned keep_alive_s; // after so long without a key the node hears an empty line; 0: never
};

// Talks until the user or the node ends it. A device that is not at its address is looked for. On a
// terminal a node that goes away, because it restarts or the connection is lost, is waited for.
// Exit code.
int shell_run(struct target *target, const struct shell_how *how);

// True if a line may hold a secret and must not be remembered.
bool shell_is_secret(const char *line);

#endif
