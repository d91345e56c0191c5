// The folder modules/ below a node's root.
#ifndef LINUX_USERMOD_FOLDER_H
#define LINUX_USERMOD_FOLDER_H

#include "base/text.h"
#include <stddef.h>

struct unit;

enum { USERMOD_FOLDER_SOURCE_MAX = 256 * 1024 }; // bytes of a file

// Its path. OK, ERR_NAME (there is none) or what kept it from being made.
int usermod_folder(const struct unit *u, bool make, char *path, size_t cap);

int usermod_folder_write(const struct unit *u, const char *file, struct text text); // atomically
int usermod_folder_remove(const struct unit *u, const char *file); // OK where there is none

// The text of a file, malloc'ed, with a zero byte behind it. OK, or ERR_NAME (there is none) or
// ERR_STORE, and `why` says more.
int usermod_folder_read(const struct unit *u, const char *file, struct text *text,
                        const char **why);

#endif
