// Finds devices that no longer answer at their address.
#ifndef MOVED_H
#define MOVED_H

#include "device/target.h"

// Looks for devices by their UID: among the nodes that announce themselves (multicast DNS), or in
// the networks of MICROS_NETWORK if these are small. `targets` are the lost ones. A target whose
// device is found gets its new address, also in the cache file `path`. Returns how many were found.
size_t moved_find(struct target *const *targets, size_t n, const struct options *options,
                  const char *path);

#endif
