// The shell on the serial line: one session while the board runs.
#ifndef BARE_SERIAL_H
#define BARE_SERIAL_H

#include <stdbool.h>

struct node;

void serial_open(struct node *n);

// Starts a new session if the last one ended, because the line is always connected.
void serial_follow(struct node *n);

// Passes input to the node. Returns true if there may be more at once.
bool serial_poll(struct node *n);

#endif
