// Load modules that drive the same pins.
#ifndef LOADER_SHARING_H
#define LOADER_SHARING_H

#include "command/command.h"

// After a call that took pins from the module of that name: a line more in the answer, for people.
void sharing_tell(struct request *r, const char *other);

#endif
