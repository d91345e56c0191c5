// Named blobs that are replaced atomically. If the power is cut at any point, a reader finds either
// the old blob or the new one, complete. Files and flash journals implement this table.
#ifndef STORE_BLOBS_H
#define STORE_BLOBS_H

#include "base/err.h"
#include "base/text.h"

struct blobs {
    void *ctx;
    // Copies up to `cap` bytes from `offset`. Returns how many; 0 at the end. ERR_NAME: no such
    // blob.
    int (*read)(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap);
    // To write: call begin, then write as often as needed, then commit. Nothing is visible before
    // commit returns OK. abort discards what was written. One blob at a time.
    int (*begin)(void *ctx, const char *name);
    int (*write)(void *ctx, const char *data, size_t len);
    int (*commit)(void *ctx);
    void (*abort)(void *ctx);
    int (*remove)(void *ctx, const char *name); // ERR_NAME: no such blob
    // The whole blob as memory, or NULL if there is none. Valid until the next commit, abort or
    // remove has returned. The operation itself is NULL if the store cannot map.
    const char *(*map)(void *ctx, const char *name, size_t *len);
};

enum { BLOB_NAME_MAX = 31 };

bool blobs_exists(const struct blobs *b, const char *name);

// Replaces the content of blob `name` by `data`.
int blobs_put(const struct blobs *b, const char *name, struct text data);

// Copies blob `from` to blob `to`, byte for byte.
int blobs_copy(const struct blobs *b, const char *from, const char *to);

// True when blob `name` holds exactly `data`.
bool blobs_holds(const struct blobs *b, const char *name, struct text data);

#endif
