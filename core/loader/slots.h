// Load modules that were used: each has a slot with its state until it is unloaded.
#ifndef LOADER_SLOTS_H
#define LOADER_SLOTS_H

#include "node/catalog.h"

// Whose command changed the state of a module last.
struct cause {
    struct origin origin;
    uint32_t up_s; // when, in seconds since the boot
    uint8_t verb;  // index into the module's verbs; UINT8_MAX: the module itself, by a tick or edge
    bool is_known;
    char peer[CFG_CAUSE_PEER]; // who gave it, when it came from outside
};

// A load module that was used, in memory of the port's.
struct module_slot {
    struct module_slot *next;
    const struct module *module;
    uint32_t wake_ms; // when `tick` is due
    struct cause cause;
    uint16_t owner;      // of its pins
    bool keeps;          // F_KEEP state is written when it changes
    bool is_users : 1;   // the module is one of the user's
    bool is_waiting : 1; // for wake_ms
    bool is_due : 1;     // in the present round
    bool is_put_off : 1; // its tick is due, and could not be run yet: it keeps its place
    bool is_dirty : 1;   // kept state that could not, or may not, be written yet
    _Alignas(void *) uint8_t self[]; // the module's state
};

// The slot of a loaded module, by the module or by its name ("light", "LM_light"), or NULL.
struct module_slot *slots_find(const struct node *n, const struct module *m);
struct module_slot *slots_named(const struct node *n, struct text name);

// The name of the loaded module with that number in an origin: a principal_name_fn of a node.
const char *slots_name_of(const void *node, unsigned number);

// A slot with zeroed state, first in the list; NULL: the port has no memory.
struct module_slot *slots_add(struct node *n, const struct module *m);

// Releases its pins and gives its memory back.
void slots_drop(struct node *n, struct module_slot *slot);

#endif
