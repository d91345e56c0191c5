// Load modules in a node: loads them at first use, calls them, stores their kept state, unloads
// them.
#ifndef LOADER_LOADER_H
#define LOADER_LOADER_H

#include "command/word.h"
#include "loader/slots.h"
#include "node/room.h"

// Runs "module rest" and returns an enum command_end. Writes the reply or the reason, or nothing if
// the command waits.
unsigned loader_call(struct request *r, struct text module, struct text rest);

// Loads a module before its first call. OK if it is loaded already. On an error, the fault has the
// reason.
int loader_start(struct node *n, const struct module *m, struct fault *fault);

// Unloads one module, "light" or "LM_light". ERR_NAME: it is not loaded.
int loader_unload(struct node *n, struct text name);

// For an engine that keeps the state of its modules elsewhere, where the loader cannot compare it.
// Reports that a state has changed.
void loader_has_changed(struct node *n, const struct module *m, const struct change *change);

// Adds a user's module. It replaces any other of that name. If a module of that name is loaded, it
// is stopped first; the same happens when a module is removed.
void loader_add_module(struct node *n, struct user_module *added);
void loader_remove_module(struct node *n, struct user_module *removed);

extern const struct room loader_room;
extern const struct word loader_word; // "module ...": manage.h, if the port has a store

#endif
