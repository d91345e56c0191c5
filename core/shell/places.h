// The places for sessions: who keeps one and who gives way. If a password is set, one extra place
// is reserved for logging in, so a client that knows the password always finds a place.
#ifndef SHELL_PLACES_H
#define SHELL_PLACES_H

#include "shell/shell.h"

// Whether the maximum number of sessions is connected.
bool places_are_taken(const struct node *n);

// The session whose place a new client gets: a stranger's, preferably from the same address. If no
// password is needed, a client on this machine may get the place of one from the network. NULL:
// nobody gives way.
struct shell *places_lent(const struct node *n, enum link_kind kind, uint32_t peer_hash);

// The session that gives way to a client that wants to log in, if all places are taken. If all
// sessions are logged in, it is the one that has been silent longest; else NULL.
struct shell *places_held(const struct node *n);

#endif
