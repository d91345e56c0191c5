// Changes settings, and applies all rules beyond kind and length.
#ifndef NODE_SET_H
#define NODE_SET_H

#include "node/node.h"

// Changes a setting for a principal that has the right. Returns 1, or 0 if it has that value
// already, or an error. After an error set_why writes the reason. ERR_DENIED: the right is not
// sufficient.
int set_key(struct node *n, const struct principal *who, enum key key, struct text value);
int set_value(struct node *n, const struct principal *who, struct text key, struct text value);
void set_why(const struct node *n, struct text key, struct text value, int err, struct out *why);

// Whether a setting is shown as a number, and that number. For utc it is the offset in effect: that
// of utc itself or else of gmttime.
bool set_is_number(unsigned key);
int32_t set_read_number(const struct node *n, unsigned key);

// Writes a setting as the shell shows it.
void set_show(const struct node *n, unsigned key, struct out *o);

// Returns OK or ERR_RANGE. `why` gets what is wrong and where.
int set_check(const struct node *n, enum key key, struct text value, struct out *why);

// Updates setting nwmd after the mode of the network has changed.
void set_network(struct node *n);

// Stores what the node itself keeps in its settings: its version, its unique number, its network.
void set_state(struct node *n);

#endif
