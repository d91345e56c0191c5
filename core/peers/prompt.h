// What a node says of itself before it is given a command: its prompt, and its answer to hello.
#ifndef PEERS_PROMPT_H
#define PEERS_PROMPT_H

#include "node/node.h"

// Takes the words in brackets off a prompt: "[password] node02". True: it asks for the password.
bool prompt_take_marks(struct text *prompt);

// Whether "hello:node01:0x2..." is what this node says. Names can be the same, numbers cannot.
bool prompt_is_this_node(const struct node *n, struct text said);

#endif
