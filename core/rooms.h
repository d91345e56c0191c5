// A whole node: the node and its rooms. A port calls these functions, those for conversations
// (shell/shell.h), and those for calls of other nodes (peers/intercon.h).
#ifndef ROOMS_H
#define ROOMS_H

#include "automation/automation.h"
#include "boot.h"
#include "node/room.h"

// The state of the rooms. A port keeps it beside the node.
struct rooms_state {
    struct automation automation;
};

// Prepares a node with its rooms. All arguments must outlive the node.
void rooms_init(struct node *n, struct rooms_state *state, const struct port *port,
                const struct node_facts *facts);

// Does what is due. Returns the milliseconds until the next work is due, or UINT32_MAX. Call it
// when that time has come, and after each round of other calls. It returns 0 when the node wants
// something from its port (n->wish). The port does that first; nothing else runs until then.
uint32_t rooms_poll(struct node *n);

// Reports that a watched pin has changed.
void rooms_edge(struct node *n, unsigned gpio, bool is_high);

// Ends all conversations, with a message to each. After that the port may boot the node again.
void rooms_stop(struct node *n);

#endif
