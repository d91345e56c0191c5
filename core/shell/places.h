// The places of a node: who keeps one, and who gives way. Where a password is set, one place more
// is kept for giving it in: whoever knows it finds a place, whoever else is here.
#ifndef SHELL_PLACES_H
#define SHELL_PLACES_H

#include "shell/shell.h"

// As many sessions are there as there may be.
bool places_are_taken(const struct node *n);

// Whose place a newcomer may have: that of a stranger; of the newcomer's own address first. Who is
// on this machine may have that of one from the network where nobody has to give a password. NULL:
// all are to stay.
struct shell *places_lent(const struct node *n, enum link_kind kind, uint32_t peer_hash);

// Who leaves a place to those who have to give the password, once all others are taken: if all are
// in, the one that has said nothing for the longest; else NULL.
struct shell *places_held(const struct node *n);

#endif
