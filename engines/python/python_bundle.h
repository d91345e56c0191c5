// The worker (engines/python), which is built into the program. cmake/embed.cmake generates the
// source.
#ifndef PYTHON_BUNDLE_H
#define PYTHON_BUNDLE_H

#include <stddef.h>

extern const char python_boot[];            // argument of python3 -c, terminated
extern const unsigned char python_bundle[]; // its standard input
extern const size_t python_bundle_len;

#endif
