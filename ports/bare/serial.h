// The shell on the serial line: one session, for as long as the board runs.
#ifndef BARE_SERIAL_H
#define BARE_SERIAL_H

#include <stdbool.h>
#include <stddef.h>

struct node;

void serial_open(struct node *n);
bool serial_is(const void *link); // this link is the serial line's
void serial_send(const char *data, size_t len);
void serial_hang_up(void);

// Gives the node what came in. True: there may be more at once.
bool serial_poll(struct node *n);

#endif
