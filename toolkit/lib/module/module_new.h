// The first version of a module, to begin from.
#ifndef MODULE_NEW_H
#define MODULE_NEW_H

#include <stdbool.h>

// Writes LM_<name>.lua, or <name>.c, into the present folder, and its path into path[64]; a file
// that is there stays. Exit code; the message is printed.
int module_new(const char *name, bool in_c, char *path);

#endif
