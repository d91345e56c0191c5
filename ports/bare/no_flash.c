// Blobs of a board without flash, or with a flash that cannot be read.
#include "no_flash.h"
#include "store/blobs.h"

static int no_read(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    (void)name;
    (void)offset;
    (void)buf;
    (void)cap;
    return ctx ? ERR_DAMAGED : ERR_NAME;
}

static int no_begin(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return ERR_STORE;
}

static int no_write(void *ctx, const char *data, size_t len)
{
    (void)ctx;
    (void)data;
    (void)len;
    return ERR_STORE;
}

static int no_commit(void *ctx)
{
    (void)ctx;
    return ERR_STORE;
}

static void no_abort(void *ctx)
{
    (void)ctx;
}

static int no_remove(void *ctx, const char *name)
{
    (void)ctx;
    (void)name;
    return ERR_NAME;
}

static const char *no_map(void *ctx, const char *name, size_t *len)
{
    (void)ctx;
    (void)name;
    (void)len;
    return NULL;
}

const struct blobs no_flash_blobs = { NULL,      no_read,  no_begin,  no_write,
                                      no_commit, no_abort, no_remove, no_map };
static const char holds_something;
const struct blobs no_flash_unreadable = { (void *)(uintptr_t)&holds_something,
                                           no_read,
                                           no_begin,
                                           no_write,
                                           no_commit,
                                           no_abort,
                                           no_remove,
                                           no_map };
