// The first version of a module, to start from.
#ifndef MODULE_NEW_H
#define MODULE_NEW_H

#include <stdbool.h>

// Writes LM_<name>.lua, or <name>.c, into the current folder, and its path into path[64]. An
// existing file is not changed. Exit code; the message is printed.
int module_new(const char *name, bool in_c, char *path);

#endif
