// The folder modules/ below a node's root.
#ifndef LINUX_USERMOD_FOLDER_H
#define LINUX_USERMOD_FOLDER_H

#include "base/text.h"
#include <stddef.h>

struct unit;

enum { USERMOD_FOLDER_SOURCE_MAX = 256 * 1024 }; // bytes of a file

// Its path. Returns OK, ERR_NAME (there is none), or why it could not be made.
int usermod_folder(const struct unit *u, bool make, char *path, size_t cap);

int usermod_folder_write(const struct unit *u, const char *file, struct text text); // atomically
int usermod_folder_remove(const struct unit *u, const char *file); // OK if there is none

// Reads a file into memory from malloc, with a zero byte at its end. Returns OK, ERR_NAME (there is
// none), or ERR_STORE with more in `why`.
int usermod_folder_read(const struct unit *u, const char *file, struct text *text,
                        const char **why);

#endif
