// A queue of bytes: added at the end, taken from the front.
#ifndef POSIX_BUFFER_H
#define POSIX_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *data;
    size_t len, off, cap; // bytes off to len are waiting
};

// False: no memory; nothing was added.
bool buffer_add(struct buffer *b, const char *data, size_t len);

size_t buffer_waiting(const struct buffer *b);
const char *buffer_front(const struct buffer *b); // the first waiting byte
void buffer_take(struct buffer *b, size_t len);   // removes bytes from the front

// Empties it. If its memory is larger than `keep` bytes, it is freed.
void buffer_clear(struct buffer *b, size_t keep);

#endif
