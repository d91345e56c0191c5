// The file with a password for each device: "$XDG_CONFIG_HOME/micros/passwords", or
// MICROS_PASSWORDS. A line is NAME=PASSWORD, where NAME is a device's name or UID, or a pattern of
// them as lamp*; the first line that matches counts. Lines that begin with # are comments. The file
// must be readable by its owner only (mode 0600), or it is refused.
#ifndef PASSWORDS_H
#define PASSWORDS_H

#include "device/cache.h"

struct passwords {
    char *text; // the file's
};

// Reads the file; a missing file is not an error. 0, or -1 after a message.
int passwords_load(struct passwords *passwords);

// The password of a device that is known by this name; `device` is NULL for a node that is not in
// the cache. The caller frees it with secret_free. NULL: the file has none.
char *passwords_find(const struct passwords *passwords, const struct device *device,
                     const char *name);

// Wipes and frees.
void passwords_free(struct passwords *passwords);

#endif
