// What a node says of itself before it is given a command: its prompt, and its answer to hello.
#ifndef PEERS_PROMPT_H
#define PEERS_PROMPT_H

#include "node/node.h"

// What a prompt says besides the name.
struct prompt_marks {
    bool wants_password;
    bool has_failed; // the command before it; only said to those who have asked for it
};

// Takes the words in brackets off a prompt: "[password] node02".
struct prompt_marks prompt_take_marks(struct text *prompt);

// Whether "hello:node01:0x2..." is what this node says. Names can be the same, numbers cannot.
bool prompt_is_this_node(const struct node *n, struct text said);

#endif
