// Keeps the device cache true to what a conversation showed: a node may have been given a new name.
#ifndef IDENTITY_H
#define IDENTITY_H

#include "device/cache.h"
#include "device/hello.h"

// True when a node whose prompt shows `name` should be asked for hello, since it was `known` by
// another name. Never for placeholders and NULL.
bool identity_is_doubtful(const struct device *device, const char *known, const char *name);

// False where nobody has asked yet who it is, and for placeholders: any node may answer.
bool identity_is_known(const struct device *device);

// Takes over the name that the node at `device`'s address says it has, in the file `path`. Another
// node at that address is told about and changes nothing.
void identity_note(const char *path, const struct device *device, const struct micros_hello *hello);

#endif
