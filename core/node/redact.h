// Removes passwords from log lines. A logged command may set a password here or on another node.
#ifndef NODE_REDACT_H
#define NODE_REDACT_H

#include <stddef.h>

// Replaces everything after the name of a secret setting by "***", up to the end of the line,
// because the value may contain anything. Returns the new length, at most `cap`.
size_t redact_line(char *line, size_t len, size_t cap);

#endif
