// The word "module": the user's own load modules are sent, listed, shown and removed.
//   module list
//   module show NAME
//   module put LM_x.lua OFFSET BASE64      a piece; OFFSET 0 begins anew; answers how many bytes
//   module commit LM_x.lua BYTES CRC32     all of it is there: it becomes a module, or is refused
//   module remove NAME
#ifndef LOADER_MANAGE_H
#define LOADER_MANAGE_H

#include "command/command.h"

// LM_, 1 to 24 letters, digits and _, then .lua or .py: no other name ever reaches a file system.
bool manage_is_file(struct text file);

// An enum command_end. It comes to the node by the port's module store: where there is none it is
// not linked either.
unsigned manage_command(struct request *r, struct text rest);

#endif
