// Why the board started: a record in memory that a restart does not clear. A port whose system
// knows that itself brings these functions, and panic (board.h).
#ifndef BARE_RESET_H
#define BARE_RESET_H

struct node;

// Says in the log why the board started, and notes that it runs.
void reset_report(struct node *n);

// Restarts because somebody asked for it.
_Noreturn void reset_restart(void);

#endif
