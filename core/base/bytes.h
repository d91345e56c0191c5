// The few byte operations that the core needs. They replace the C library's.
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Compilers generate calls of memcpy and memset for structs, so every port has these two, in its C
// library or in its chip's ROM.
static inline void bytes_copy(void *to, const void *from, size_t len)
{
    if (len) // an empty slice may have any pointer
        __builtin_memcpy(to, from, len);
}

static inline void bytes_fill(void *to, uint8_t value, size_t len)
{
    __builtin_memset(to, value, len);
}

void bytes_move(void *to, const void *from, size_t len); // the areas may overlap

// Zeroes memory that held a secret. The compiler cannot drop the call, even if nothing reads the
// memory again.
void bytes_wipe(void *to, size_t len);

// Compares in constant time, so the duration does not reveal where the first difference is.
bool bytes_same_in_constant_time(const uint8_t *a, const uint8_t *b, size_t len);

#endif
