// Configure mode's words for earlier generations of the settings.
#ifndef NODE_GENERATIONS_H
#define NODE_GENERATIONS_H

#include "node/node.h"

void generations_history(struct node *n, struct text rest, bool json, struct out *o);
void generations_diff(struct node *n, struct text rest, bool json, struct out *o);
void generations_undo(struct node *n, struct text rest, bool json, struct out *o);

#endif
