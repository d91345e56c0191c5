// A whole node: the node and its rooms, and what a port calls besides the conversations
// (shell/shell.h) and the calls of other nodes (peers/intercon.h).
#ifndef ROOMS_H
#define ROOMS_H

#include "automation/automation.h"
#include "boot.h"
#include "node/room.h"

// What the rooms remember, beside the node; a port keeps both.
struct rooms_state {
    struct automation automation;
};

// Prepares a node with its rooms; everything it is given must outlive it.
void rooms_init(struct node *n, struct rooms_state *state, const struct port *port,
                const struct node_facts *facts);

// Does what is due; returns milliseconds until the next thing is, or UINT32_MAX. Call it when that
// time has come, and after each round of other calls. 0 when the node wishes something (n->wish):
// the port does that first, and nothing else is done until it has.
uint32_t rooms_poll(struct node *n);

// A pin that is watched has changed.
void rooms_edge(struct node *n, unsigned gpio, bool is_high);

// Ends all conversations with a word to each; the port may then boot the node again.
void rooms_stop(struct node *n);

#endif
