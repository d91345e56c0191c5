// The login of a conversation by SCRAM, and what is left of the one in clear.
#ifndef SHELL_PROOF_H
#define SHELL_PROOF_H

#include "shell/shell.h"

// A line of a conversation that has not given the password yet, if it belongs to SCRAM. What the
// line before it left is used up, whatever this one is.
enum access_end proof_line(struct node *n, struct shell *s, struct text line, struct out *o);

// True: this link takes no password in clear, and `o` says so.
bool proof_refuses_plain(struct node *n, const struct shell *s, struct out *o);

// The password came in clear, and was right: the log names it, once.
void proof_note_plain(struct node *n, const struct shell *s);

#endif
