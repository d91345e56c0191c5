// Why the board started: a record in memory that survives a restart. A port whose system records
// this itself provides these functions, and panic (board.h).
#ifndef BARE_RESET_H
#define BARE_RESET_H

struct node;

// Logs why the board started, and records that it runs now.
void reset_report(struct node *n);

// Restarts because a user asked for it.
_Noreturn void reset_restart(void);

#endif
