// Checks passwords, one session after the other.
#ifndef SHELL_LOGIN_H
#define SHELL_LOGIN_H

#include "shell/shell.h"

// Handles a line of a client that is not logged in. It is taken as a password unless it is a word
// that everybody may use. COMMAND_WAITS: the check continues; call again when
// s->progress.wake_in_ms is over. During the check, the memory of the line is used for the
// calculation.
enum command_end login_line(struct request *r, struct shell *s, struct text line);

// Call this if the session ends during a check.
void login_forget(struct shell *s);

#endif
