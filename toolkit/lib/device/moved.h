// Where a device is now that does not answer at its address any more.
#ifndef MOVED_H
#define MOVED_H

#include "device/target.h"

// Looks for devices by their UID: among the nodes that announce themselves (multicast DNS), or in
// the networks of MICROS_NETWORK where these are small. `targets` are those that were lost; whose
// device is found gets its new address, also in the cache file `path`. Returns how many were found.
size_t moved_find(struct target *const *targets, size_t n, const struct options *options,
                  const char *path);

#endif
