// Blobs as files, one file a blob, replaced by write, sync, rename, sync of the folder.
// The file operations are an argument, so that a test can cut the power between any two of them.
#ifndef STORE_FILESTORE_H
#define STORE_FILESTORE_H

#include "store/blobs.h"

// What is needed of a file system. Names have no folder part; the folder is the context's own.
struct disk {
    void *ctx;
    int (*read)(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap); // as in blobs
    int (*create)(void *ctx, const char *name); // opens the one file being written, empty
    int (*write)(void *ctx, const char *data, size_t len);
    int (*sync)(void *ctx); // the written bytes are durable
    int (*close)(void *ctx);
    int (*rename)(void *ctx, const char *from, const char *to);
    int (*sync_folder)(void *ctx); // names are durable
    int (*remove)(void *ctx, const char *name);
};

struct filestore {
    struct blobs blobs; // hand &filestore.blobs to the node
    const struct disk *disk;
    char name[BLOB_NAME_MAX + 1]; // the blob being written; empty: none
};

void filestore_init(struct filestore *s, const struct disk *disk);

#endif
