// Blobs as files, one file per blob. A file is replaced by: write, sync, rename, sync of the
// folder. The file operations are an argument, so a test can cut the power between any two of them.
#ifndef STORE_FILESTORE_H
#define STORE_FILESTORE_H

#include "store/blobs.h"

// The file operations that the store needs. Names have no folder part; the context knows the
// folder.
struct disk {
    void *ctx;
    int (*read)(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap); // as in blobs
    int (*create)(void *ctx, const char *name); // creates the file to write, empty; one at a time
    int (*write)(void *ctx, const char *data, size_t len);
    int (*sync)(void *ctx); // the written bytes are durable
    int (*close)(void *ctx);
    int (*rename)(void *ctx, const char *from, const char *to);
    int (*sync_folder)(void *ctx); // new names are durable
    int (*remove)(void *ctx, const char *name);
};

struct filestore {
    struct blobs blobs; // give &filestore.blobs to the node
    const struct disk *disk;
    char name[BLOB_NAME_MAX + 1]; // the blob being written; empty: none
};

void filestore_init(struct filestore *s, const struct disk *disk);

#endif
