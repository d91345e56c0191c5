// Tests commands that are stored for later, without running them: module, function, arguments. A
// mistake is only a warning, because the module may be added later.
#ifndef COMMAND_TRIAL_H
#define COMMAND_TRIAL_H

#include "node/node.h"

// Whether a command could run. If not, writes what is wrong and what was probably meant, unless `o`
// is NULL. Commands for other nodes are not tested. The text is not changed.
bool trial_command(const struct node *n, struct text command, struct out *o);

// Same for the commands in the present value of a setting. Writes about the first that could not
// run, and how many more there are.
void trial_setting(const struct node *n, enum key key, struct out *o);
bool trial_setting_is_right(const struct node *n, enum key key);

#endif
