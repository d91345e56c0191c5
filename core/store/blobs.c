// Functions that work for every kind of blob store.
#include "store/blobs.h"
#include "base/frame.h"

enum { CHUNK = 64 };

bool blobs_exists(const struct blobs *b, const char *name)
{
    char byte;

    return b->read(b->ctx, name, 0, &byte, 1) >= 0;
}

int blobs_put(const struct blobs *b, const char *name, struct text data)
{
    int err = b->begin(b->ctx, name);

    if (!err)
        err = b->write(b->ctx, data.p, data.len);
    if (!err)
        return b->commit(b->ctx);
    b->abort(b->ctx);
    return err;
}

// Copies in pieces. Its buffers are not needed for a store that maps, so they have a separate
// frame.
SEPARATE_FRAME static int copy_pieces(const struct blobs *b, const char *from, const char *to)
{
    char chunk[CHUNK];
    uint32_t offset = 0;
    int n = b->read(b->ctx, from, 0, chunk, sizeof chunk);
    int err = n < 0 ? n : b->begin(b->ctx, to);

    if (err)
        return err;
    while (n > 0 && !err) {
        err = b->write(b->ctx, chunk, (size_t)n);
        offset += (uint32_t)n;
        n = err ? 0 : b->read(b->ctx, from, offset, chunk, sizeof chunk);
    }
    err = n < 0 ? n : err;
    if (!err)
        return b->commit(b->ctx);
    b->abort(b->ctx);
    return err;
}

int blobs_copy(const struct blobs *b, const char *from, const char *to)
{
    size_t len;
    const char *p = b->map ? b->map(b->ctx, from, &len) : NULL;

    return p ? blobs_put(b, to, text_make(p, len)) : copy_pieces(b, from, to);
}

SEPARATE_FRAME static bool holds_pieces(const struct blobs *b, const char *name, struct text data)
{
    char chunk[CHUNK];
    uint32_t offset = 0;

    for (;;) {
        int n = b->read(b->ctx, name, offset, chunk, sizeof chunk);
        if (n <= 0)
            return n == 0 && !data.len;
        if ((size_t)n > data.len ||
            !text_same(text_make(chunk, (size_t)n), text_make(data.p, (size_t)n)))
            return false;
        data = text_skip(data, (size_t)n);
        offset += (uint32_t)n;
    }
}

bool blobs_holds(const struct blobs *b, const char *name, struct text data)
{
    size_t len;

    if (!b->map)
        return holds_pieces(b, name, data);
    const char *p = b->map(b->ctx, name, &len);
    return p && text_same(text_make(p, len), data);
}
