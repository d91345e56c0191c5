// Storage of a board without flash: it is empty and accepts nothing.
#ifndef BARE_NO_FLASH_H
#define BARE_NO_FLASH_H

struct blobs;

extern const struct blobs no_flash_blobs;

// For a flash that cannot be read: the settings count as damaged, not as new.
extern const struct blobs no_flash_unreadable;

#endif
