// The host name of a node on its network. A node's name may have characters that a host name cannot
// have (RFC 952; RFC 1123, section 2.1). So a node named living.room is found as living-room.
#ifndef NET_HOSTNAME_H
#define NET_HOSTNAME_H

#include "base/text.h"

enum { HOSTNAME_MAX = 32 }; // bytes of a label and of a node's name

// Writes the label for a name, terminated. All characters except letters and digits become '-'. A
// '-' at the beginning or end is removed. If nothing is left, the label is "node". A longer name is
// cut.
struct text hostname_of(struct text name, char label[HOSTNAME_MAX + 1]);

// The label to look up for a host name that a user gave. If the name is too long for a node, it is
// used unchanged.
struct text hostname_sought(struct text name, char label[HOSTNAME_MAX + 1]);

// Whether a node with that name has that label. False if it cannot be a node's name.
bool hostname_is(struct text label, struct text name);

#endif
