// Detects that a load module's state has changed, and tells all rooms.
#ifndef LOADER_CHANGES_H
#define LOADER_CHANGES_H

#include "loader/slots.h"
#include "mod/module.h"
#include "node/room.h"

// A checksum of a module's whole memory. It covers more than the declared state, since a verb may
// start something that later ticks do.
uint32_t changes_memory(const struct module_slot *slot);

// A checksum of the declared state, which is what others see. It is used for ticks: they come
// often, and may count in memory that is not declared.
uint32_t changes_state(const struct module_slot *slot);

// Whether driving an output in this call counts as a change. It does if the module keeps no state
// of its pins, or if it is a user's, which may not declare all state.
bool changes_driven(const struct module_slot *slot, const struct call *c);

// Tells all rooms about a change, whatever caused it.
void changes_tell(struct node *n, struct module_slot *slot, const struct change *change);

#endif
