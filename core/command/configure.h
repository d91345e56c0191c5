// Configure mode: the settings over the shell.
#ifndef COMMAND_CONFIGURE_H
#define COMMAND_CONFIGURE_H

#include "command/command.h"

// What tells every session that the settings were damaged; gone after "ack".

// Answers a line in configure mode. The bytes of `line` may be changed.
enum command_end configure_line(const struct request *r, struct text line);

// The section of the help text: the words of the original, or those we have in addition.
void configure_help(struct out *o, bool in_addition);
void configure_help_json(struct out *o);

#endif
