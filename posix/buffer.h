// Bytes that wait, taken from the front as they are used.
#ifndef POSIX_BUFFER_H
#define POSIX_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *data;
    size_t len, off, cap; // bytes off..len are waiting
};

// False: no memory, and nothing was added.
bool buffer_add(struct buffer *b, const char *data, size_t len);

size_t buffer_waiting(const struct buffer *b);
const char *buffer_front(const struct buffer *b); // the first byte that waits
void buffer_take(struct buffer *b, size_t len);   // it waits no more

// Empties it; memory of more than `keep` bytes is given back.
void buffer_clear(struct buffer *b, size_t keep);

#endif
