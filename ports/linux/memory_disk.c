// Files in memory above a read-only folder.
#include "memory_disk.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_BYTES = BLOB_NAME_MAX + 8, // including the suffix of a file that is being written
    ALL_MAX = 1024 * 1024           // bytes of all files of a node together
};

struct file {
    struct file *next;
    bool is_gone; // removed: hides the folder's file
    size_t len;
    char *data;
    char name[NAME_BYTES];
};

struct memory_disk {
    struct disk disk;
    const struct disk *below;
    struct file *files, *writing;
    size_t bytes;
};

static struct file *memory_disk_file_of(const struct memory_disk *m, const char *name)
{
    struct file *f = m->files;

    while (f && strcmp(f->name, name))
        f = f->next;
    return f;
}

static void empty_file(struct memory_disk *m, struct file *f)
{
    m->bytes -= f->len;
    free(f->data);
    f->data = NULL;
    f->len = 0;
}

// The file with this name, empty, even if it existed.
static struct file *fresh_file(struct memory_disk *m, const char *name)
{
    struct file *f = memory_disk_file_of(m, name);

    if (f) {
        empty_file(m, f);
        f->is_gone = false;
        return f;
    }
    f = strlen(name) < NAME_BYTES ? calloc(1, sizeof *f) : NULL;
    if (!f)
        return NULL;
    strcpy(f->name, name);
    f->next = m->files;
    m->files = f;
    return f;
}

static int memory_disk_read(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    const struct memory_disk *m = ctx;
    const struct file *f = memory_disk_file_of(m, name);

    if (!f)
        return m->below->read(m->below->ctx, name, offset, buf, cap);
    if (f->is_gone)
        return ERR_NAME;
    size_t n = offset < f->len ? f->len - offset : 0;
    n = n < cap ? n : cap;
    if (n)
        memcpy(buf, f->data + offset, n);
    return (int)n;
}

static int memory_disk_create(void *ctx, const char *name)
{
    struct memory_disk *m = ctx;

    m->writing = fresh_file(m, name);
    return m->writing ? OK : ERR_FULL;
}

static int memory_disk_write(void *ctx, const char *data, size_t len)
{
    struct memory_disk *m = ctx;
    struct file *f = m->writing;
    char *more = len <= ALL_MAX - m->bytes ? realloc(f->data, f->len + len + 1) : NULL;

    if (!more)
        return ERR_FULL;
    f->data = more;
    if (len)
        memcpy(f->data + f->len, data, len);
    f->len += len;
    m->bytes += len;
    return OK;
}

static int memory_disk_sync(void *ctx)
{
    (void)ctx;
    return OK;
}

static int memory_disk_close(void *ctx)
{
    ((struct memory_disk *)ctx)->writing = NULL;
    return OK;
}

static int memory_disk_rename(void *ctx, const char *from, const char *to)
{
    struct memory_disk *m = ctx;
    struct file *a = memory_disk_file_of(m, from), *b = a ? fresh_file(m, to) : NULL;

    if (!b)
        return a ? ERR_FULL : ERR_NAME;
    b->data = a->data;
    b->len = a->len;
    a->data = NULL;
    a->len = 0;
    a->is_gone = true;
    return OK;
}

static int memory_disk_remove(void *ctx, const char *name)
{
    struct memory_disk *m = ctx;
    char byte;
    bool is_there = memory_disk_read(m, name, 0, &byte, 1) >= 0;
    struct file *f = is_there ? fresh_file(m, name) : NULL;

    if (!f)
        return is_there ? ERR_FULL : ERR_NAME;
    f->is_gone = true;
    return OK;
}

struct memory_disk *memory_disk_new(const struct disk *below)
{
    struct memory_disk *m = calloc(1, sizeof *m);

    if (!m)
        return NULL;
    m->below = below;
    m->disk = (struct disk){ m,
                             memory_disk_read,
                             memory_disk_create,
                             memory_disk_write,
                             memory_disk_sync,
                             memory_disk_close,
                             memory_disk_rename,
                             memory_disk_sync,
                             memory_disk_remove };
    return m;
}

const struct disk *memory_disk_operations(const struct memory_disk *m)
{
    return &m->disk;
}

void memory_disk_free(struct memory_disk *m)
{
    while (m && m->files) {
        struct file *f = m->files;
        m->files = f->next;
        free(f->data);
        free(f);
    }
    free(m);
}
