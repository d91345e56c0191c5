// The node's folder if it cannot be written, for example on a read-only root file system. Files are
// read from the folder. Written files are kept in memory and are lost when the program ends.
#ifndef LINUX_MEMORY_DISK_H
#define LINUX_MEMORY_DISK_H

#include "store/filestore.h"

struct memory_disk;

// File operations above `below`, of which only read is used. NULL: no memory.
struct memory_disk *memory_disk_new(const struct disk *below);

// To pass to filestore_init. Belongs to m.
const struct disk *memory_disk_operations(const struct memory_disk *m);

void memory_disk_free(struct memory_disk *m); // NULL: does nothing

#endif
