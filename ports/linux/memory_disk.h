// The node's folder where it cannot be written, on a read-only root file system for example: what
// is there is read, what is written is kept in memory and ends with the program.
#ifndef LINUX_MEMORY_DISK_H
#define LINUX_MEMORY_DISK_H

#include "store/filestore.h"

struct memory_disk;

// File operations over `below`, of which only read is used. NULL without memory.
struct memory_disk *memory_disk_new(const struct disk *below);

// To be handed to filestore_init; it belongs to m.
const struct disk *memory_disk_operations(const struct memory_disk *m);

void memory_disk_free(struct memory_disk *m); // NULL: nothing to do

#endif
