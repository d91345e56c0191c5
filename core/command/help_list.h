// Parts of the help: load modules, and what may follow a command.
#ifndef COMMAND_HELP_LIST_H
#define COMMAND_HELP_LIST_H

#include "command/command.h"

// Whether "help" followed by `rest` asks for the short help.
bool help_list_is_short(const struct request *r, struct text rest);

void help_list_short(struct request *r);   // one line per load module
void help_list_modules(struct request *r); // each with its functions; as JSON with all details
void help_list_postfixes(struct request *r);

#endif
