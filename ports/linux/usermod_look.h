// Makes the user's modules of a node what their files are now.
#ifndef LINUX_USERMOD_LOOK_H
#define LINUX_USERMOD_LOOK_H

#include <stdbool.h>

struct unit;

// A file of that name may be new, another one, or gone; so may all.
void usermod_look(struct unit *u, const char *file);
void usermod_look_at_all(struct unit *u);

bool usermod_look_for_any(const struct unit *u); // whether there is a file of one

#endif
