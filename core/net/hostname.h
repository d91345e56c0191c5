// The name under which a node is found on its network. Its own name may have characters that a
// host's name cannot (RFC 952; RFC 1123, section 2.1): a living.room is found as living-room.
#ifndef NET_HOSTNAME_H
#define NET_HOSTNAME_H

#include "base/text.h"

enum { HOSTNAME_MAX = 32 }; // bytes of a label, and of a node's name

// Writes the label of that name, with a zero byte behind it: each character but letters and digits
// is a '-', with none at the beginning or at the end, or "node" where nothing is left. A longer
// name is cut.
struct text hostname_of(struct text name, char label[HOSTNAME_MAX + 1]);

// The label to ask for when somebody calls a host by that name: of another host, whose name may be
// longer, the name as it is.
struct text hostname_sought(struct text name, char label[HOSTNAME_MAX + 1]);

// Whether a node of that name is found under that label. False for what can be no node's name.
bool hostname_is(struct text label, struct text name);

#endif
