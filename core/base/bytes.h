// The few byte operations the core needs, in place of the C library's.
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// memcpy and memset are the two functions that compilers call of themselves, for structs; every
// port has them, in its C library or its chip's ROM.
static inline void bytes_copy(void *to, const void *from, size_t len)
{
    if (len) // an empty slice may point nowhere
        __builtin_memcpy(to, from, len);
}

static inline void bytes_fill(void *to, uint8_t value, size_t len)
{
    __builtin_memset(to, value, len);
}

void bytes_move(void *to, const void *from, size_t len); // the two may overlap

// Zeroes what must not stay behind, even where nothing reads it again.
void bytes_wipe(void *to, size_t len);

// Compares without telling by its duration where the first difference is.
bool bytes_same_in_constant_time(const uint8_t *a, const uint8_t *b, size_t len);

#endif
