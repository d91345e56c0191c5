// Links of the node's network sessions.
#ifndef LWIP_LINK_H
#define LWIP_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sessions at the same time. Each costs a struct shell and, while it is busy, 5 KiB of lwIP's heap.
// A few more connections exist, to refuse clients and to close.
#ifndef LINK_SESSIONS
#define LINK_SESSIONS 4
#endif

struct node;

// Opens, feeds and ends sessions; at most one command each.
void link_poll(struct node *n);

uint32_t link_wait_ms(void); // until link_poll must be called again without input; 0: at once

// For a while, sends the rest to links that were hung up.
void link_drain(struct node *n);

#endif
