// The node's root folder as the core's file operations.
#ifndef LINUX_DISK_H
#define LINUX_DISK_H

#include "store/filestore.h"

// One file stays open between reads of its parts; shared by all nodes of the process.
struct disk_reader {
    char path[512]; // empty: none
    int fd;
};

struct linux_disk {
    struct disk disk; // hand &linux_disk.disk to filestore_init
    const char *root; // the caller's
    struct disk_reader *reader;
    int fd;             // the file being written, or -1
    uint64_t waited_us; // that the device has kept the node waiting
    bool defers_sync; // a new node of a starting fleet: disk_sync_all comes before anyone can reach
                      // it
};

void disk_init(struct linux_disk *d, const char *root, struct disk_reader *reader);

// A file that can be read, or none: OK. ERR_STORE with errno, for plain_file_error: something else
// stands there, no regular file or one that is much too large.
int disk_check(const struct linux_disk *d, const char *name);

// Makes sure that all files below `root` survive a power cut. OK or ERR_STORE with errno.
int disk_sync_all(const char *root);

// Makes a folder and those above it, for its owner only. OK or ERR_STORE with errno; EROFS: it is
// on a file system that is only read, and is there or not.
int disk_make_folder(const char *path);

#endif
