// Handles load modules that drive the same pins.
#ifndef LOADER_SHARING_H
#define LOADER_SHARING_H

#include "command/command.h"

// Call when a call took pins from another module. Adds a line to the answer for people.
void sharing_tell(struct request *r, const char *other);

#endif
