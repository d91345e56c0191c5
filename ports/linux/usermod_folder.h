// The folder modules/ below a node's root.
#ifndef LINUX_OWN_FOLDER_H
#define LINUX_OWN_FOLDER_H

#include <stddef.h>
#include "base/text.h"

struct unit;

enum { OWN_FOLDER_SOURCE_MAX = 256 * 1024 }; // bytes of a file

// Its path. OK, ERR_NAME (there is none) or what kept it from being made.
int own_folder(const struct unit *u, bool make, char *path, size_t cap);

int own_folder_write(const struct unit *u, const char *file, struct text text); // atomically
int own_folder_remove(const struct unit *u, const char *file); // OK where there is none

// The text of a file, malloc'ed, with a zero byte behind it; or NULL, and `why`: ENOENT in errno
// says that there is none.
char *own_folder_read(const struct unit *u, const char *file, size_t *len, const char **why);

#endif
