// A strict check of JSON texts: RFC 8259 and nothing more.
#ifndef TESTS_JSON_H
#define TESTS_JSON_H

#include <stdbool.h>

// One value with white space around it. UTF-8 is asked for, as RFC 8259 section 8.1 does.
bool json_is_strict(const char *text);

#endif
