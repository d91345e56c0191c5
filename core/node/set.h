// Changes settings, with all the rules that they have beyond their kind and their length.
#ifndef NODE_SET_H
#define NODE_SET_H

#include "node/node.h"

// Changes a setting for whoever has the right to it. Returns 1, or 0 when it is so already, or an
// error, of which set_why then writes the reason. ERR_DENIED: it is not for that right.
int set_key(struct node *n, const struct principal *who, enum key key, struct text value);
int set_value(struct node *n, const struct principal *who, struct text key, struct text value);
void set_why(const struct node *n, struct text key, struct text value, int err, struct out *why);

// Whether a setting is a number to whoever asks, and that number. For utc it is what counts: the
// offset that is set there, or that of gmttime.
bool set_is_number(unsigned key);
int32_t set_read_number(const struct node *n, unsigned key);

// Writes a setting as the shell shows it.
void set_show(const struct node *n, unsigned key, struct out *o);

// OK, or ERR_RANGE; with `why`, what is wrong and where.
int set_check(const struct node *n, enum key key, struct text value, struct out *why);

// The network has another mode now: setting nwmd follows.
void set_network(struct node *n);

// Writes what the node itself keeps in its settings: its version, its unique number, its network.
void set_state(struct node *n);

#endif
