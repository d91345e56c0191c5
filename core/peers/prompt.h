// Reads what a node says about itself before it gets a command: its prompt and its answer to hello.
#ifndef PEERS_PROMPT_H
#define PEERS_PROMPT_H

#include "node/node.h"

// What a prompt says besides the name.
struct prompt_marks {
    bool wants_password;
    bool has_failed; // the last command failed; sent only to clients that asked for outcomes
};

// Takes the words in brackets off a prompt: "[password] node02".
struct prompt_marks prompt_take_marks(struct text *prompt);

// Whether "hello:node01:0x2..." is an answer of this node. Names may be equal, unique numbers are
// not.
bool prompt_is_this_node(const struct node *n, struct text said);

#endif
