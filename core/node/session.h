// Sessions: one conversation each, over any link.
#ifndef NODE_SESSION_H
#define NODE_SESSION_H

#include "node/node.h"

// Ends sessions that were idle too long; returns milliseconds until the next may be.
uint32_t session_poll(struct node *n);

// Sends the last words, hangs up and forgets the session.
void session_end(struct node *n, struct session *s, const char *last_words);

// Shows a log line on the consoles, when dbg is on.
void session_show_log(struct node *n, struct text line);

// Greets the sessions that were opened before the node was up.
void session_greet_all(struct node *n);

// Sessions over the network; consoles do not count.
unsigned session_count(const struct node *n);

#endif
