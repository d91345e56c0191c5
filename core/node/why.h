// Whose command changed a load module last.
#ifndef NODE_WHY_H
#define NODE_WHY_H

#include "node/command.h"

// A check of a module's whole state: another one means that it has changed.
uint32_t why_mark(const struct module_slot *slot);

// Remembers that this request has changed the module, by this verb.
void why_note(const struct request *r, struct module_slot *slot, const struct verb *v);

// "why MODULE"
enum command_end why_command(struct request *r, struct text rest);

#endif
