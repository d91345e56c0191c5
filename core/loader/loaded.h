// Lists the load modules that are loaded.
#ifndef LOADER_LOADED_H
#define LOADER_LOADED_H

#include "command/word.h"

// Writes an item for each: `prefix` and the name.
void loaded_list(struct node *n, struct reply *r, const char *prefix);

extern const struct word loaded_word; // "modules"

#endif
