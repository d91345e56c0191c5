// Looking at a password, for one session after the other.
#ifndef SHELL_LOGIN_H
#define SHELL_LOGIN_H

#include "shell/shell.h"

// A line of somebody who has not given the password yet is one, unless it only looks. COMMAND_WAITS
// while it is looked at: call it again when s->progress.wake_in_ms is over. The line is then gone,
// its room is worked in.
enum command_end login_line(struct request *r, struct shell *s, struct text line);

// The session ends in the middle of this.
void login_forget(struct shell *s);

#endif
