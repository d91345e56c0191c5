// Storage of a board without flash: it holds nothing and takes nothing.
#ifndef BARE_NO_FLASH_H
#define BARE_NO_FLASH_H

struct blobs;

extern const struct blobs no_flash_blobs;

// Those of a flash that holds what cannot be read: the settings are damaged then, not new.
extern const struct blobs no_flash_unreadable;

#endif
