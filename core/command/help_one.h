// "help NAME": one load module, one setting or one word.
#ifndef COMMAND_HELP_ONE_H
#define COMMAND_HELP_ONE_H

#include "command/word.h"

// Answers what is known about `name`. `word` is the word with that name, built in or of a room, or
// NULL. A word of configure mode is found here.
enum command_end help_one(struct request *r, struct text name, const struct word *word);

#endif
