// Configure mode: shows and changes the settings over the shell.
#ifndef COMMAND_CONFIGURE_H
#define COMMAND_CONFIGURE_H

#include "command/word.h"

// Answers a line in configure mode. May change the bytes of `line`.
enum command_end configure_line(struct request *r, struct text line);

// Sections of the help: the original's words (for programs, all words), and the additional words.
void configure_help(struct reply *r);
void configure_help_more(struct reply *r);

// The word of configure mode with that name, or NULL.
const struct word *configure_word(struct text name);

// Describes each of these words (command/word.h).
void configure_describe(struct reply *r);

#endif
