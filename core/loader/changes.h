// Whether a load module has changed, and who is told.
#ifndef LOADER_CHANGES_H
#define LOADER_CHANGES_H

#include "loader/slots.h"
#include "mod/module.h"
#include "node/room.h"

// A check of a module's whole memory: a verb may begin what its ticks then do.
uint32_t changes_memory(const struct module_slot *slot);

// A check of the state that a module declares, which is what others see. A tick comes often, and
// may count in memory of its own.
uint32_t changes_state(const struct module_slot *slot);

// Whether what the call has driven is a change by itself: what a module drives is its state where
// it remembers none; one of the user's need not say all of it.
bool changes_driven(const struct module_slot *slot, const struct call *c);

// The one place that tells of it, whatever changed the state.
void changes_tell(struct node *n, struct module_slot *slot, const struct change *change);

#endif
