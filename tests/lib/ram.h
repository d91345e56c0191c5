// Blobs in memory: a store for tests, with a count of what was written and faults on request.
#ifndef TESTS_RAM_H
#define TESTS_RAM_H

#include "store/settings.h"

enum { RAM_BLOBS = 32 };

struct ram_blob {
    char name[64]; // empty: the row is free
    char *data;    // with a zero byte behind it
    char *mapped;  // the same in a block of exactly its length
    size_t len;
};

struct ram {
    struct blobs blobs; // hand &ram.blobs to the node
    struct ram_blob rows[RAM_BLOBS];
    struct ram_blob pending;           // what is being written
    unsigned calls;                    // operations so far, abort not counted
    unsigned fail_at;                  // the operation to fail, counted from 1; 0: none
    bool fails_from_there;             // and every one after it
    int error;                         // what a failing operation returns
    unsigned commits;                  // blobs replaced so far
    const char *unreadable;            // the one blob whose reads give ERR_IO, or NULL
    bool refuses_writes;               // begin always fails with `error`
    struct settings_place json, image; // settings that are kept here, in either form
    char settings_memory[SETTINGS_MEMORY];
};

void ram_init(struct ram *r);
void ram_free(struct ram *r);
void ram_put(struct ram *r, const char *name, const char *text);
void ram_put_bytes(struct ram *r, const char *name, const void *data, size_t len);
void ram_remove(struct ram *r, const char *name);

// The blob's bytes with a zero byte after them, or NULL.
const char *ram_get(const struct ram *r, const char *name);
size_t ram_size(const struct ram *r, const char *name);
unsigned ram_count(const struct ram *r);

// A mark with a text of the test's, for changes of settings: hand over &m.mark.
struct ram_mark {
    struct settings_mark mark;
    const char *text;
};
struct ram_mark ram_mark(unsigned key, const char *text);

#endif
