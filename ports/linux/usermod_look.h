// Updates a node's user modules from their files.
#ifndef LINUX_USERMOD_LOOK_H
#define LINUX_USERMOD_LOOK_H

#include <stdbool.h>

struct unit;

// Checks one file, or all files: they may be new, changed, or gone.
void usermod_look(struct unit *u, const char *file);
void usermod_look_at_all(struct unit *u);

bool usermod_look_for_any(const struct unit *u); // whether there is a file of a module

#endif
