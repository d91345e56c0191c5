// A disk that can lose its power at any operation, and what may be found on it afterwards.
//
// The model: written bytes are on the disk for certain only after sync, names only after
// sync_folder. At a cut, unsynced bytes of the file being written may be lost, torn at any place,
// zeros, or there without their beginning; and any subset of the pending name changes may have
// happened, in whatever order the disk chose.
#ifndef SIMDISK_H
#define SIMDISK_H

#include "store/filestore.h"

enum { DISK_FILES = 24, DISK_BYTES = 2048, DISK_NAMES = 32, DISK_PENDING = 8 };

struct disk_file {
    char now[DISK_BYTES], durable[DISK_BYTES];
    size_t now_len, durable_len;
};

struct disk_name {
    char name[40];
    int file; // index, -1: not there
};

struct disk_change { // name `name` then means `file`
    char name[40];
    int file;
};

struct simdisk {
    struct disk disk;
    struct disk_file files[DISK_FILES];
    unsigned n_files;
    struct disk_name now[DISK_NAMES], durable[DISK_NAMES];
    unsigned n_now, n_durable;
    struct disk_change pending[DISK_PENDING];
    unsigned n_pending;
    int open_file;       // being written, or -1
    unsigned operations; // that change something, so far
    unsigned
        cut_at;   // the power goes before this one takes effect (a write: in its middle); 0: never
    bool is_dead; // it went
    bool sync_lies;   // sync promises what it does not do: for tests of the test
    bool folder_lies; // so does sync_folder
    unsigned fail_at; // this one fails, and the power stays; 0: none
};

void simdisk_init(struct simdisk *d);

// The ways in which unsynced data can be found: see the model above.
enum { DATA_VARIANTS = 6 };

// How many name variants there are for the cut that happened.
unsigned simdisk_name_variants(const struct simdisk *d);

// What is found when the power is back. `d` becomes a healthy disk with only that on it.
void simdisk_power_on(struct simdisk *d, unsigned data_variant, unsigned name_variant);

// Puts a file on the disk, durable, as a test's starting point.
void simdisk_put(struct simdisk *d, const char *name, const char *data, size_t len);

// The present content of a file, terminated; NULL: not there.
const char *simdisk_get(const struct simdisk *d, const char *name);

#endif
