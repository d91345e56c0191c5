// Memory for modules on a board without a heap: one area, from which blocks are taken, resized and
// returned. Free blocks are listed by size, and free neighbours are joined, so freed memory can be
// used again. A block costs one word more than its bytes.
#ifndef USERMOD_HEAP_H
#define USERMOD_HEAP_H

#include <stddef.h>
#include <stdint.h>

// On 32-bit processors without a double-precision unit, a word is enough for every type.
enum { USERMOD_HEAP_BINS = 44, USERMOD_HEAP_ALIGN = sizeof(size_t) };

struct usermod_block;

struct usermod_heap {
    struct usermod_block *bins[USERMOD_HEAP_BINS]; // free blocks, one list for each size class
    size_t used_bytes;                             // including the cost of the blocks themselves
};

// `memory` is aligned to USERMOD_HEAP_ALIGN. `size` is at least 64.
void usermod_heap_init(struct usermod_heap *h, void *memory, size_t size);

// Same as realloc; size 0 frees. NULL: no room; `memory` is unchanged.
void *usermod_heap_resize(struct usermod_heap *h, void *memory, size_t size);

#endif
