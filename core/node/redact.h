// Keeps passwords out of the log: a command that is logged may set one, here or on another node.
#ifndef NODE_REDACT_H
#define NODE_REDACT_H

#include <stddef.h>

// Puts "***" in the place of what stands behind the name of a secret setting, up to the end: the
// value may hold anything. Returns the new length, which is never more than `cap`.
size_t redact_line(char *line, size_t len, size_t cap);

#endif
