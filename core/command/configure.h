// Configure mode: the settings over the shell.
#ifndef COMMAND_CONFIGURE_H
#define COMMAND_CONFIGURE_H

#include "command/command.h"

// Answers a line in configure mode. The bytes of `line` may be changed.
enum command_end configure_line(struct request *r, struct text line);

// The sections of the help: the words of the original, and for programs all of them; and those that
// we have in addition.
void configure_help(struct reply *r);
void configure_help_more(struct reply *r);

// Describes each of its words (command/word.h).
void configure_describe(struct reply *r);

#endif
