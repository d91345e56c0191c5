// The entry point of a fuzz target, as libFuzzer calls it.
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

// What must hold for every input, with and without NDEBUG.
#define HOLDS(claim)                                                                               \
    ((claim) ? (void)0 : (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #claim), abort()))

#endif
