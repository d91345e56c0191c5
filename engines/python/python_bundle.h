// The worker (engines/python), which the program brings along: cmake/embed.cmake makes the source.
#ifndef PYTHON_BUNDLE_H
#define PYTHON_BUNDLE_H

#include <stddef.h>

extern const char python_boot[];            // what python3 -c is given, terminated
extern const unsigned char python_bundle[]; // its standard input
extern const size_t python_bundle_len;

#endif
