// The shell on the serial line: one session, for as long as the board runs.
#ifndef BARE_SERIAL_H
#define BARE_SERIAL_H

#include <stdbool.h>

struct node;

void serial_open(struct node *n);

// A session that ended, by a command or by itself, is followed by the next: somebody is always on
// the other end of the wire.
void serial_follow(struct node *n);

// Gives the node what came in. True: there may be more at once.
bool serial_poll(struct node *n);

#endif
