// The store in memory.
#include "ram.h"
#include <stdlib.h>
#include <string.h>

static struct ram_blob *find(const struct ram *r, const char *name)
{
    for (int i = 0; i < RAM_BLOBS; i++)
        if (!strcmp(r->rows[i].name, name))
            return (struct ram_blob *)(uintptr_t)&r->rows[i];
    return NULL;
}

static bool fails(struct ram *r)
{
    r->calls++;
    return r->fail_at && (r->calls == r->fail_at || (r->fails_from_there && r->calls > r->fail_at));
}

static void append(struct ram_blob *b, const char *data, size_t len)
{
    b->data = realloc(b->data, b->len + len + 1);
    if (!b->data)
        abort();
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
}

static int read_blob(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    struct ram *r = ctx;
    const struct ram_blob *b = find(r, name);

    if (fails(r))
        return r->error;
    if (r->unreadable && !strcmp(r->unreadable, name))
        return ERR_IO;
    if (!b)
        return ERR_NAME;
    if (offset >= b->len)
        return 0;
    size_t n = b->len - offset < cap ? b->len - offset : cap;
    memcpy(buf, b->data + offset, n);
    return (int)n;
}

static int begin(void *ctx, const char *name)
{
    struct ram *r = ctx;

    if (fails(r) || r->refuses_writes)
        return r->error;
    free(r->pending.data);
    r->pending = (struct ram_blob){ { 0 } };
    strncpy(r->pending.name, name, sizeof r->pending.name - 1);
    append(&r->pending, "", 0);
    return OK;
}

static int write_more(void *ctx, const char *data, size_t len)
{
    struct ram *r = ctx;

    if (fails(r))
        return r->error;
    append(&r->pending, data, len);
    return OK;
}

static int commit(void *ctx)
{
    struct ram *r = ctx;

    if (fails(r))
        return r->error;
    ram_put_bytes(r, r->pending.name, r->pending.data, r->pending.len);
    r->commits++;
    return OK;
}

static void abort_write(void *ctx)
{
    struct ram *r = ctx;

    free(r->pending.data);
    r->pending = (struct ram_blob){ { 0 } };
}

static int remove_blob(void *ctx, const char *name)
{
    struct ram *r = ctx;

    if (fails(r))
        return r->error;
    if (!find(r, name))
        return ERR_NAME;
    ram_remove(r, name);
    return OK;
}

static const char *map(void *ctx, const char *name, size_t *len)
{
    const struct ram *r = ctx;
    const struct ram_blob *b = find(r, name);

    if (!b || (r->unreadable && !strcmp(r->unreadable, name)))
        return NULL;
    *len = b->len;
    return b->mapped;
}

void ram_init(struct ram *r)
{
    *r = (struct ram){ .blobs = { r, read_blob, begin, write_more, commit, abort_write, remove_blob,
                                  map },
                       .error = ERR_STORE };
    r->json = (struct settings_place){ &r->blobs, &settings_json, r->settings_memory };
    r->image = (struct settings_place){ &r->blobs, &settings_image, NULL };
}

static void free_blob(struct ram_blob *b)
{
    free(b->data);
    free(b->mapped);
}

void ram_free(struct ram *r)
{
    for (int i = 0; i < RAM_BLOBS; i++)
        free_blob(&r->rows[i]);
    free_blob(&r->pending);
}

// Exactly the bytes, so that the sanitizer sees who reads past them.
static char *exact_copy(const void *data, size_t len)
{
    char *copy = malloc(len ? len : 1);

    if (!copy)
        abort();
    if (len)
        memcpy(copy, data, len);
    return copy;
}

void ram_put_bytes(struct ram *r, const char *name, const void *data, size_t len)
{
    struct ram_blob *b = find(r, name), new = { { 0 } };

    if (!b)
        b = find(r, "");
    if (!b)
        abort();
    strncpy(new.name, name, sizeof new.name - 1);
    append(&new, data, len);
    new.mapped = exact_copy(data, len);
    free_blob(b);
    *b = new;
}

void ram_put(struct ram *r, const char *name, const char *text)
{
    ram_put_bytes(r, name, text, strlen(text));
}

void ram_remove(struct ram *r, const char *name)
{
    struct ram_blob *b = find(r, name);

    if (!b)
        return;
    free_blob(b);
    *b = (struct ram_blob){ { 0 } };
}

const char *ram_get(const struct ram *r, const char *name)
{
    const struct ram_blob *b = find(r, name);

    return b ? b->data : NULL;
}

size_t ram_size(const struct ram *r, const char *name)
{
    const struct ram_blob *b = find(r, name);

    return b ? b->len : 0;
}

unsigned ram_count(const struct ram *r)
{
    unsigned n = 0;

    for (int i = 0; i < RAM_BLOBS; i++)
        n += r->rows[i].name[0] != '\0';
    return n;
}

static void write_text(const struct settings_mark *mark, struct out *o)
{
    out_text(o, ((const struct ram_mark *)mark)->text);
}

struct ram_mark ram_mark(unsigned key, const char *text)
{
    return (struct ram_mark){ { key, write_text }, text };
}
