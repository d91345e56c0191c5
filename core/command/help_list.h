// Parts of the help: load modules, and what may stand behind a command.
#ifndef COMMAND_HELP_LIST_H
#define COMMAND_HELP_LIST_H

#include "command/command.h"

// Whether "help" with this behind it means the short one.
bool help_list_is_short(const struct request *r, struct text rest);

void help_list_short(struct request *r);   // each load module in one line
void help_list_modules(struct request *r); // each with its functions; as JSON with all of it
void help_list_postfixes(struct request *r);

#endif
