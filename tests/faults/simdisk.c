// The simulated disk.
#include "simdisk.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int find(const struct disk_name *names, unsigned n, const char *name)
{
    for (unsigned i = 0; i < n; i++)
        if (!strcmp(names[i].name, name))
            return names[i].file;
    return -1;
}

static void point(struct disk_name *names, unsigned *n, const char *name, int file)
{
    unsigned i = 0;

    while (i < *n && strcmp(names[i].name, name))
        i++;
    assert(i < DISK_NAMES);
    if (i == *n)
        ++*n;
    snprintf(names[i].name, sizeof names[i].name, "%s", name);
    names[i].file = file;
}

// A name changes: at once for readers, durably only at sync_folder.
static void change(struct simdisk *d, const char *name, int file)
{
    assert(d->n_pending < DISK_PENDING);
    point(d->now, &d->n_now, name, file);
    snprintf(d->pending[d->n_pending].name, sizeof d->pending[0].name, "%s", name);
    d->pending[d->n_pending++].file = file;
}

// Counts an operation; an error when the power is gone or goes now, or when this one is to fail.
static int step(struct simdisk *d)
{
    if (d->is_dead)
        return ERR_STORE;
    d->operations++;
    if (d->operations == d->cut_at)
        d->is_dead = true;
    return d->is_dead || d->operations == d->fail_at ? ERR_STORE : OK;
}

static int read_file(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    struct simdisk *d = ctx;
    int file = find(d->now, d->n_now, name);

    if (d->is_dead)
        return ERR_IO;
    if (file < 0)
        return ERR_NAME;
    const struct disk_file *f = &d->files[file];
    if (offset >= f->now_len)
        return 0;
    size_t n = f->now_len - offset < cap ? f->now_len - offset : cap;
    memcpy(buf, f->now + offset, n);
    return (int)n;
}

// A slot that no name means any more.
static int free_file(struct simdisk *d)
{
    for (int i = 0; i < DISK_FILES; i++) {
        bool used = i == d->open_file;
        for (unsigned k = 0; k < d->n_now; k++)
            used |= d->now[k].file == i;
        for (unsigned k = 0; k < d->n_durable; k++)
            used |= d->durable[k].file == i;
        for (unsigned k = 0; k < d->n_pending; k++)
            used |= d->pending[k].file == i;
        if (!used)
            return i;
    }
    fprintf(stderr, "the simulated disk is full\n");
    abort();
}

static int create(void *ctx, const char *name)
{
    struct simdisk *d = ctx;

    if (step(d))
        return ERR_STORE;
    assert(d->open_file < 0);
    d->open_file = free_file(d);
    d->files[d->open_file] = (struct disk_file){ .now_len = 0 };
    change(d, name, d->open_file);
    return OK;
}

static int write_file(void *ctx, const char *data, size_t len)
{
    struct simdisk *d = ctx;
    bool was_dead = d->is_dead;
    int err = step(d);
    struct disk_file *f = &d->files[d->open_file];

    if (was_dead)
        return ERR_STORE;
    size_t n = err ? len / 2 : len; // the cut comes in the middle
    assert(f->now_len + n <= DISK_BYTES);
    memcpy(f->now + f->now_len, data, n);
    f->now_len += n;
    return err;
}

static int sync_file(void *ctx)
{
    struct simdisk *d = ctx;
    int err = step(d);

    if (err || d->sync_lies)
        return err;
    struct disk_file *f = &d->files[d->open_file];
    memcpy(f->durable, f->now, f->now_len);
    f->durable_len = f->now_len;
    return OK;
}

static int close_file(void *ctx)
{
    struct simdisk *d = ctx;
    int err = step(d);

    if (!d->is_dead)
        d->open_file = -1;
    return err;
}

static int rename_file(void *ctx, const char *from, const char *to)
{
    struct simdisk *d = ctx;

    if (step(d))
        return ERR_STORE;
    int file = find(d->now, d->n_now, from);
    if (file < 0)
        return ERR_NAME;
    change(d, to, file); // one change to the new name: a rename is atomic
    point(d->now, &d->n_now, from, -1);
    return OK;
}

static int sync_folder(void *ctx)
{
    struct simdisk *d = ctx;
    int err = step(d);

    if (err)
        return err;
    if (d->folder_lies) {
        d->n_pending = 0; // and so the changes are lost
        return OK;
    }
    memcpy(d->durable, d->now, sizeof d->now);
    d->n_durable = d->n_now;
    d->n_pending = 0;
    return OK;
}

static int remove_file(void *ctx, const char *name)
{
    struct simdisk *d = ctx;

    if (step(d))
        return ERR_STORE;
    if (find(d->now, d->n_now, name) < 0)
        return ERR_NAME;
    change(d, name, -1);
    return OK;
}

void simdisk_init(struct simdisk *d)
{
    memset(d, 0, sizeof *d);
    d->open_file = -1;
    d->disk = (struct disk){ d,          read_file,   create,      write_file, sync_file,
                             close_file, rename_file, sync_folder, remove_file };
}

unsigned simdisk_name_variants(const struct simdisk *d)
{
    return 1u << d->n_pending;
}

// What an unsynced file holds after the cut.
static void lose_data(struct disk_file *f, unsigned variant)
{
    size_t n = f->now_len;

    if (n == f->durable_len && !memcmp(f->now, f->durable, n))
        return;
    switch (variant) {
    case 0: // all of it is lost
        memcpy(f->now, f->durable, f->durable_len);
        n = f->durable_len;
        break;
    case 1: n = n / 2; break;         // torn
    case 2: n = n ? n - 1 : 0; break; // its last byte is missing
    case 3: memset(f->now, 0, n); break;
    case 4: memset(f->now, 0, n / 2); break; // the end came first
    default: break;                          // all of it is there
    }
    f->now_len = n;
}

void simdisk_power_on(struct simdisk *d, unsigned data_variant, unsigned name_variant)
{
    for (unsigned i = 0; i < d->n_pending; i++)
        if (name_variant >> i & 1)
            point(d->durable, &d->n_durable, d->pending[i].name, d->pending[i].file);
    memcpy(d->now, d->durable, sizeof d->now);
    d->n_now = d->n_durable;
    for (int i = 0; i < DISK_FILES; i++) {
        struct disk_file *f = &d->files[i];
        lose_data(f, data_variant);
        memcpy(f->durable, f->now, f->now_len);
        f->durable_len = f->now_len;
    }
    d->n_pending = 0;
    d->open_file = -1;
    d->operations = d->cut_at = d->fail_at = 0;
    d->is_dead = false;
}

void simdisk_put(struct simdisk *d, const char *name, const char *data, size_t len)
{
    int file = free_file(d);
    struct disk_file *f = &d->files[file];

    assert(len < DISK_BYTES);
    memcpy(f->now, data, len);
    memcpy(f->durable, data, len);
    f->now_len = f->durable_len = len;
    point(d->now, &d->n_now, name, file);
    point(d->durable, &d->n_durable, name, file);
}

const char *simdisk_get(const struct simdisk *d, const char *name)
{
    int file = find(d->now, d->n_now, name);
    static char text[DISK_BYTES + 1];

    if (file < 0)
        return NULL;
    memcpy(text, d->files[file].now, d->files[file].now_len);
    text[d->files[file].now_len] = '\0';
    return text;
}
