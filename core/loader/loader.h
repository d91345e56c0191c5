// Load modules inside a node: loaded at first use, called, their kept state written, unloaded.
#ifndef LOADER_LOADER_H
#define LOADER_LOADER_H

#include "command/word.h"
#include "loader/slots.h"
#include "node/room.h"

// Runs "module rest", an enum command_end; writes the reply or the reason, or nothing when it
// waits.
unsigned loader_call(struct request *r, struct text module, struct text rest);

// Loads a module that need not wait for its first call; OK too when it is loaded already. Else the
// fault says why not.
int loader_start(struct node *n, const struct module *m, struct fault *fault);

// Unloads one module, "light" or "LM_light". ERR_NAME: it is not loaded.
int loader_unload(struct node *n, struct text name);

// For an engine whose modules keep their state elsewhere, so that the loader cannot compare it: it
// is another one than before.
void loader_has_changed(struct node *n, const struct module *m, const struct change *change);

// From now on there is this module too, in place of another one of that name. A loaded module of
// that name is stopped first; so it is when its module is removed.
void loader_add_module(struct node *n, struct user_module *added);
void loader_remove_module(struct node *n, struct user_module *removed);

extern const struct room loader_room;
extern const struct word loader_word; // "module ...": manage.h, where there is a store

#endif
