// Lines of the text from a node.
#ifndef MICROS_LINE_H
#define MICROS_LINE_H

#include "base/text.h"

// The first line that begins with `start`, without its end: nodes may stream other lines before it.
// Its length is 0 if there is none.
struct text micros_line_find(struct text heard, const char *start);

#endif
