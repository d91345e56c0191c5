// Frames, numbers and texts of the protocol with a worker.
#include "python_wire.h"
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 256, NUMBER = 4 };

// realloc has freed the old memory, so the new pointer is stored at once.
static bool python_wire_make_room(struct python_bytes *b, size_t len)
{
    size_t cap = b->cap ? b->cap : FIRST_CAP;

    while (cap < b->len + len)
        cap *= 2;
    char *more = cap > b->cap ? realloc(b->data, cap) : b->data;
    if (!more)
        return false;
    b->data = more;
    b->cap = cap;
    return true;
}

void python_add(struct python_bytes *b, const void *data, size_t len)
{
    if (b->is_short || !python_wire_make_room(b, len)) {
        b->is_short = true;
        return;
    }
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
}

static void python_wire_encode(uint8_t bytes[NUMBER], uint32_t n)
{
    for (unsigned i = 0; i < NUMBER; i++)
        bytes[i] = (uint8_t)(n >> 8 * i);
}

static uint32_t decode(const char *p)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < NUMBER; i++)
        n |= (uint32_t)(uint8_t)p[i] << 8 * i;
    return n;
}

void python_add_number(struct python_bytes *b, int32_t value)
{
    uint8_t bytes[NUMBER];

    python_wire_encode(bytes, (uint32_t)value);
    python_add(b, bytes, sizeof bytes);
}

void python_add_long(struct python_bytes *b, int64_t value)
{
    python_add_number(b, (int32_t)(uint32_t)value);
    python_add_number(b, (int32_t)(uint32_t)((uint64_t)value >> 32));
}

void python_add_text(struct python_bytes *b, struct text t)
{
    python_add_number(b, (int32_t)t.len);
    python_add(b, t.p, t.len);
}

void python_drop(struct python_bytes *b, size_t n)
{
    if (n && n < b->len)
        memmove(b->data, b->data + n, b->len - n);
    b->len -= n;
}

void python_clear(struct python_bytes *b)
{
    b->len = 0;
    b->is_short = false;
}

void python_free_bytes(struct python_bytes *b)
{
    free(b->data);
    *b = (struct python_bytes){ 0 };
}

size_t python_frame(struct python_bytes *b, enum python_kind kind)
{
    size_t start = b->len;
    char letter = (char)kind;

    python_add_number(b, 0);
    python_add(b, &letter, 1);
    return start;
}

void python_frame_end(struct python_bytes *b, size_t start)
{
    if (!b->is_short)
        python_wire_encode((uint8_t *)b->data + start, (uint32_t)(b->len - start - NUMBER));
}

int32_t python_take_number(struct python_body *b)
{
    if (b->left < NUMBER) {
        b->is_bad = true;
        b->left = 0;
        return 0;
    }
    b->p += NUMBER;
    b->left -= NUMBER;
    return (int32_t)decode(b->p - NUMBER);
}

int64_t python_take_long(struct python_body *b)
{
    uint32_t low = (uint32_t)python_take_number(b);
    uint64_t high = (uint32_t)python_take_number(b);

    return (int64_t)(high << 32 | low);
}

struct text python_take_text(struct python_body *b)
{
    int32_t n = python_take_number(b);

    if (n < 0 || (size_t)n > b->left) {
        b->is_bad = true;
        b->left = 0;
        n = 0;
    }
    struct text t = text_make(b->p, (size_t)n);
    b->p += n;
    b->left -= (size_t)n;
    return t;
}

long python_next(const struct python_bytes *in, char *kind, struct python_body *body)
{
    uint32_t size = in->len >= NUMBER ? decode(in->data) : 0;

    if (in->len < NUMBER)
        return 0;
    if (!size || size > PYTHON_FRAME_MAX)
        return -1;
    if (in->len - NUMBER < size)
        return 0;
    *kind = in->data[NUMBER];
    *body = (struct python_body){ in->data + PYTHON_HEAD, size - 1, false };
    return (long)(size + NUMBER);
}
