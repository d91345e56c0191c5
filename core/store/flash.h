// Raw flash. Programming only clears bits; erasing sets all bits of a sector.
#ifndef STORE_FLASH_H
#define STORE_FLASH_H

#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

struct flash {
    void *ctx;
    uint32_t bytes;        // of the area that the store may use; a multiple of sector_bytes
    uint32_t sector_bytes; // what one erase covers
    const uint8_t *map;    // the area as memory that can be read at any time; aligned to a word
    // Programs whole words of four bytes. The offset is a multiple of four. Between two erases, no
    // word is programmed twice.
    int (*program)(void *ctx, uint32_t at, const uint32_t *words, size_t n_words);
    int (*erase)(void *ctx, uint32_t at); // the sector that begins at this offset
};

#endif
