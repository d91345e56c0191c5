// Loaded modules. Each has a slot with its state until it is unloaded.
#ifndef LOADER_SLOTS_H
#define LOADER_SLOTS_H

#include "node/catalog.h"

// Whose command last changed the state of a module.
struct cause {
    struct origin origin;
    uint32_t up_s; // time of the change, in seconds since boot
    uint8_t verb;  // index of the verb; UINT8_MAX: the module itself, by a tick or an edge
    bool is_known;
    char peer[CFG_CAUSE_PEER]; // the client's address if the command came from outside
};

// A loaded module, in memory from the port.
struct module_slot {
    struct module_slot *next;
    const struct module *module;
    uint32_t wake_ms; // when `tick` is due
    struct cause cause;
    uint16_t owner;      // owner number of its pins
    bool keeps;          // F_KEEP state is written when it changes
    bool is_users : 1;   // it is a user's module
    bool is_waiting : 1; // for wake_ms
    bool is_due : 1;     // for a tick in the present round
    bool is_put_off : 1; // its tick is due but could not run yet; it keeps its place in the order
    bool is_dirty : 1;   // kept state could not be written yet, or must wait
    _Alignas(void *) uint8_t self[]; // the module's state
};

// The slot of a loaded module, by module or by name ("light", "LM_light"); or NULL.
struct module_slot *slots_find(const struct node *n, const struct module *m);
struct module_slot *slots_named(const struct node *n, struct text name);

// The name of the loaded module with that number in an origin. It is the node's principal_name_fn.
const char *slots_name_of(const void *node, unsigned number);

// Adds a slot with zeroed state at the head of the list. NULL: the port has no memory.
struct module_slot *slots_add(struct node *n, const struct module *m);

// Releases its pins and returns its memory.
void slots_drop(struct node *n, struct module_slot *slot);

#endif
