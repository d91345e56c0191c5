// The links of the node's sessions over the network.
#ifndef LWIP_LINK_H
#define LWIP_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sessions at the same time. Costs a struct shell and, while it is busy, 5 KiB of lwIP's heap
// each. There are some connections more, which are told that the node is busy, or which are
// closing.
#ifndef LINK_SESSIONS
#define LINK_SESSIONS 4
#endif

struct node;

// Opens, feeds and ends sessions: at most one command for each.
void link_poll(struct node *n);

uint32_t link_wait_ms(void); // until link_poll has to look again, if nothing comes in; 0: at once

// Sends what is left to links that were hung up, for a while.
void link_drain(struct node *n);

#endif
