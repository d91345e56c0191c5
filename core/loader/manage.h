// The word "module": sends, lists, shows and removes the user's own load modules.
//   module list
//   module show NAME
//   module put LM_x.lua OFFSET BASE64      a piece; OFFSET 0 starts again; answers the bytes so far
//   module commit LM_x.lua BYTES CRC32     the text is complete: it becomes a module or is refused
//   module remove NAME
#ifndef LOADER_MANAGE_H
#define LOADER_MANAGE_H

#include "command/command.h"

// Whether the name is LM_, 1 to 24 letters, digits and _, then .lua or .py. Only such names ever
// reach a file system.
bool manage_is_file(struct text file);

// Returns an enum command_end. The node calls it through the port's module store, so a target
// without a store does not link it.
unsigned manage_command(struct request *r, struct text rest);

#endif
