// From what a person typed (name, UID, address) to one node to talk with; never to another one.
#ifndef TARGET_H
#define TARGET_H

#include "device/address.h"
#include "device/cache.h"
#include "term/options.h"

struct target {
    const struct device *device; // the cache's, NULL for an address that is not cached
    struct address address;      // port filled in
    char label[300];             // name or address, for headers and messages
};

// Finds the node that `word` names; a name that is not in the cache is looked for on the network.
// Exit code 0, or EXIT_UNKNOWN_DEVICE after a message.
int target_find(const struct cache *cache, const char *word, const struct options *options,
                struct target *target);

// The node of a cached device. Exit code 0, or EXIT_UNKNOWN_DEVICE after a message.
int target_of(const struct device *device, const struct options *options, struct target *target);

#endif
