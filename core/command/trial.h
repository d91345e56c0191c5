// Tries commands that are kept for later, without running them: their module, their function, their
// arguments. A mistake is no error, as the module may come later.
#ifndef COMMAND_TRIAL_H
#define COMMAND_TRIAL_H

#include "node/node.h"

// Whether a command could run. Where not, writes what is wrong with it and what was probably meant,
// unless `o` is NULL. What is for another node is not tried. The text stays as it is.
bool trial_command(const struct node *n, struct text command, struct out *o);

// The same for the commands of a setting, by its present value: of the first that could not run,
// and how many more there are.
void trial_setting(const struct node *n, enum key key, struct out *o);
bool trial_setting_is_right(const struct node *n, enum key key);

#endif
