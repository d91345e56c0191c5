// What a node says about itself: the answers to `hello`, `version` and `system info`.
#ifndef HELLO_H
#define HELLO_H

#include "micros.h"

// Like micros_hello_find; the name becomes safe for a file: UTF-8 without control characters.
bool hello_parse(const char *text, size_t len, struct micros_hello *hello);

// The number in the line `GC MemFree[byte]: N`, -1 if there is none.
long long hello_memfree(const char *text, size_t len);

// The first line of a text without its line break, cut to fit.
void hello_first_line(const char *text, size_t len, char *line, size_t size);

#endif
