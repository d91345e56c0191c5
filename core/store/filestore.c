// Blobs as files that are replaced atomically.
#include "store/filestore.h"
#include "base/out.h"

enum { SUFFIX = 4 }; // ".new"

static int filestore_read_blob(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    struct filestore *s = ctx;

    return s->disk->read(s->disk->ctx, name, offset, buf, cap);
}

static void temporary_name(const struct filestore *s, char name[BLOB_NAME_MAX + SUFFIX + 1])
{
    struct out o;

    out_init(&o, name, BLOB_NAME_MAX + SUFFIX + 1);
    out_format(&o, "%s.new", s->name);
}

static int filestore_begin(void *ctx, const char *name)
{
    struct filestore *s = ctx;
    struct out o;
    char temporary[BLOB_NAME_MAX + SUFFIX + 1];

    out_init(&o, s->name, sizeof s->name);
    out_text(&o, name);
    if (o.full || !o.len) {
        s->name[0] = '\0';
        return ERR_NAME;
    }
    temporary_name(s, temporary);
    int err = s->disk->create(s->disk->ctx, temporary);
    if (err) {
        (void)s->disk->remove(s->disk->ctx, temporary); // it may exist and be unusable
        s->name[0] = '\0';
    }
    return err;
}

static int filestore_write_more(void *ctx, const char *data, size_t len)
{
    struct filestore *s = ctx;

    return s->disk->write(s->disk->ctx, data, len);
}

static int filestore_commit(void *ctx)
{
    struct filestore *s = ctx;
    const struct disk *d = s->disk;
    char temporary[BLOB_NAME_MAX + SUFFIX + 1];

    temporary_name(s, temporary);
    int err = d->sync(d->ctx);
    int closed = d->close(d->ctx);
    err = err ? err : closed;
    if (!err)
        err = d->rename(d->ctx, temporary, s->name);
    if (err)
        (void)d->remove(d->ctx, temporary);
    else
        err = d->sync_folder(d->ctx);
    s->name[0] = '\0';
    return err;
}

static void filestore_abort_write(void *ctx)
{
    struct filestore *s = ctx;
    char temporary[BLOB_NAME_MAX + SUFFIX + 1];

    if (!s->name[0])
        return;
    temporary_name(s, temporary);
    (void)s->disk->close(s->disk->ctx);
    (void)s->disk->remove(s->disk->ctx, temporary);
    s->name[0] = '\0';
}

static int filestore_remove_blob(void *ctx, const char *name)
{
    struct filestore *s = ctx;
    int err = s->disk->remove(s->disk->ctx, name);

    return err ? err : s->disk->sync_folder(s->disk->ctx);
}

void filestore_init(struct filestore *s, const struct disk *disk)
{
    *s = (struct filestore){
        .blobs = { s, filestore_read_blob, filestore_begin, filestore_write_more, filestore_commit,
                   filestore_abort_write, filestore_remove_blob },
        .disk = disk,
    };
}
