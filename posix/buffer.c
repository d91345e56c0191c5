// A queue of bytes.
#include "posix/buffer.h"
#include "base/frame.h"
#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 512 };

static bool buffer_grow(struct buffer *b, size_t need)
{
    size_t cap = b->cap ? b->cap : FIRST_BYTES;

    while (cap < need)
        cap *= 2;
    char *grown = realloc(b->data, cap);
    if (!grown)
        return false;
    b->data = grown;
    b->cap = cap;
    return true;
}

// A separate function, so that adding is fast if there is room.
SEPARATE_FRAME static bool ensure_space(struct buffer *b, size_t len)
{
    if (b->off && b->off >= b->len - b->off) { // enough was taken that moving the rest is worth it
        memmove(b->data, b->data + b->off, b->len - b->off);
        b->len -= b->off;
        b->off = 0;
    }
    return b->len + len <= b->cap || buffer_grow(b, b->len + len);
}

bool buffer_add(struct buffer *b, const char *data, size_t len)
{
    if (!len)
        return true;
    if (len > b->cap - b->len && !ensure_space(b, len))
        return false;
    memcpy(b->data + b->len, data, len);
    b->len += len;
    return true;
}

size_t buffer_waiting(const struct buffer *b)
{
    return b->len - b->off;
}

const char *buffer_front(const struct buffer *b)
{
    return b->data + b->off;
}

void buffer_take(struct buffer *b, size_t len)
{
    b->off += len;
}

void buffer_clear(struct buffer *b, size_t keep)
{
    if (b->cap > keep) {
        free(b->data);
        *b = (struct buffer){ 0 };
    }
    b->len = b->off = 0;
}
