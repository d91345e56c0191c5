// What a fuzz target is, and the check that stops it.
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Stays in every build, unlike assert.
#define MUST(claim)                                                                                \
    if (!(claim))                                                                                  \
    abort()

#endif
