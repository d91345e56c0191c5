// The node's root folder as file operations for the core.
#ifndef LINUX_DISK_H
#define LINUX_DISK_H

#include "store/filestore.h"

// One file stays open between reads of its parts. All nodes of the process share it.
struct disk_reader {
    char path[512]; // empty: none
    int fd;
};

struct linux_disk {
    struct disk disk; // give &linux_disk.disk to filestore_init
    const char *root; // owned by the caller
    struct disk_reader *reader;
    int fd;             // the file being written, or -1
    uint64_t waited_us; // how long the device has blocked the node
    bool defers_sync;   // for new nodes of a starting fleet: disk_sync_all runs before any client
                        // connects
};

void disk_init(struct linux_disk *d, const char *root, struct disk_reader *reader);

// Returns OK if the file can be read or does not exist. ERR_STORE with errno (see
// plain_file_error): it is not a regular file, or it is much too large.
int disk_check(const struct linux_disk *d, const char *name);

// Ensures that all files below `root` survive a power cut. Returns OK, or ERR_STORE with errno.
int disk_sync_all(const char *root);

// Makes a folder and its parents, accessible to their owner only. Returns OK, or ERR_STORE with
// errno. EROFS: the file system is read-only; the folder may exist or not.
int disk_make_folder(const char *path);

#endif
