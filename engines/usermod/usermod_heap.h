// Memory for modules on a board without a heap: one piece, of which blocks are taken, resized and
// given back. Free blocks are listed by their size, and neighbours that are free become one, so
// that what modules leave behind can be used again. A block costs a word beside its bytes.
#ifndef USERMOD_HEAP_H
#define USERMOD_HEAP_H

#include <stddef.h>
#include <stdint.h>

// A word is enough for every type on processors of 32 bits without a unit for doubles.
enum { USERMOD_HEAP_BINS = 44, USERMOD_HEAP_ALIGN = sizeof(size_t) };

struct usermod_block;

struct usermod_heap {
    struct usermod_block *bins[USERMOD_HEAP_BINS]; // free blocks, each list of another size
    size_t used_bytes;                             // with what the blocks themselves cost
};

// `memory` is aligned to USERMOD_HEAP_ALIGN; `size` at least 64.
void usermod_heap_init(struct usermod_heap *h, void *memory, size_t size);

// As realloc; size 0 frees. NULL: there is no such room, and `memory` is as before.
void *usermod_heap_resize(struct usermod_heap *h, void *memory, size_t size);

#endif
