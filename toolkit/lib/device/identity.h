// Updates the device cache with what a conversation showed: a node may have a new name.
#ifndef IDENTITY_H
#define IDENTITY_H

#include "device/cache.h"
#include "device/hello.h"

// True if a node whose prompt shows `name` should be asked for hello, since it was `known` by
// another name. Never for placeholders and NULL.
bool identity_is_doubtful(const struct device *device, const char *known, const char *name);

// False if the device was never asked for its UID, and for placeholders: then any node may answer.
bool identity_is_known(const struct device *device);

// Stores the name that the node at `device`'s address reports in the file `path`. If another node
// is at that address, there is a message, and nothing changes.
void identity_note(const char *path, const struct device *device, const struct micros_hello *hello);

#endif
