// The few byte operations the core needs, in place of the C library's.
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void bytes_copy(void *to, const void *from, size_t len);
void bytes_move(void *to, const void *from, size_t len); // the two may overlap
void bytes_fill(void *to, uint8_t value, size_t len);

// Compares without telling by its duration where the first difference is.
bool bytes_same_in_constant_time(const uint8_t *a, const uint8_t *b, size_t len);

#endif
