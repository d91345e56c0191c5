// A heap with lists of free blocks by size, after D. Lea, "A Memory Allocator" (1996). The head of
// a block holds its length and whether the block before it is used. A free block also ends with its
// length, so that its neighbours find it.
#include "usermod_heap.h"
#include "base/bytes.h"
#include <stdbool.h>

enum {
    USED = 1,                       // this block is used
    BEFORE_USED = 2,                // the block before it is used
    FLAGS = USERMOD_HEAP_ALIGN - 1, // bits that are zero in every length
    EXACT_BINS = 32, // lists of one size each; later lists hold sizes up to twice as large
    HEAD = sizeof(size_t)
};

struct usermod_block {
    size_t head;                       // length of the whole block, and flags
    struct usermod_block *next, *last; // links of its list, if free
};

enum { SMALLEST = sizeof(struct usermod_block) + sizeof(size_t) };

static size_t usermod_heap_length(const struct usermod_block *b)
{
    return b->head & ~(size_t)FLAGS;
}

static struct usermod_block *at(struct usermod_block *b, size_t offset)
{
    return (struct usermod_block *)((char *)b + offset);
}

static struct usermod_block *behind(struct usermod_block *b)
{
    return at(b, usermod_heap_length(b));
}

static size_t *end_of(struct usermod_block *b)
{
    return (size_t *)(void *)((char *)b + usermod_heap_length(b) - sizeof(size_t));
}

static unsigned bin_of(size_t size)
{
    size_t units = size / USERMOD_HEAP_ALIGN;
    unsigned bin = EXACT_BINS;

    if (units < EXACT_BINS)
        return (unsigned)units;
    while (units >= 2 * EXACT_BINS && bin < USERMOD_HEAP_BINS - 1) {
        units /= 2;
        bin++;
    }
    return bin;
}

static void unlist(struct usermod_heap *h, struct usermod_block *b)
{
    if (b->last)
        b->last->next = b->next;
    else
        h->bins[bin_of(usermod_heap_length(b))] = b->next;
    if (b->next)
        b->next->last = b->last;
}

// Makes a free block of this length and lists it. Both neighbours are used.
static void list(struct usermod_heap *h, struct usermod_block *b, size_t size)
{
    struct usermod_block **bin = &h->bins[bin_of(size)];

    b->head = size | BEFORE_USED;
    *end_of(b) = size;
    behind(b)->head &= ~(size_t)BEFORE_USED;
    b->last = NULL;
    b->next = *bin;
    if (*bin)
        (*bin)->last = b;
    *bin = b;
}

void usermod_heap_init(struct usermod_heap *h, void *memory, size_t size)
{
    struct usermod_block *first = memory;
    size_t all = (size - HEAD) & ~(size_t)FLAGS;

    *h = (struct usermod_heap){ 0 };
    at(first, all)->head = USED; // end mark, without length
    list(h, first, all);
}

static struct usermod_block *usermod_heap_find(const struct usermod_heap *h, size_t size)
{
    for (unsigned bin = bin_of(size); bin < USERMOD_HEAP_BINS; bin++)
        for (struct usermod_block *b = h->bins[bin]; b; b = b->next)
            if (usermod_heap_length(b) >= size)
                return b;
    return NULL;
}

// Returns the end of a used block, if that is enough for a block.
static void usermod_heap_cut(struct usermod_heap *h, struct usermod_block *b, size_t size)
{
    size_t rest = usermod_heap_length(b) - size;
    struct usermod_block *next = behind(b);

    if (rest < SMALLEST)
        return;
    h->used_bytes -= rest;
    b->head -= rest;
    if (!(next->head & USED)) {
        unlist(h, next);
        rest += usermod_heap_length(next);
    }
    list(h, behind(b), rest);
}

static void *usermod_heap_take(struct usermod_heap *h, size_t size)
{
    struct usermod_block *b = usermod_heap_find(h, size);

    if (!b)
        return NULL;
    unlist(h, b);
    b->head |= USED;
    behind(b)->head |= BEFORE_USED;
    h->used_bytes += usermod_heap_length(b);
    usermod_heap_cut(h, b, size);
    return (char *)b + HEAD;
}

static void give_back(struct usermod_heap *h, struct usermod_block *b)
{
    size_t size = usermod_heap_length(b);
    struct usermod_block *next = behind(b);

    h->used_bytes -= size;
    if (!(next->head & USED)) {
        unlist(h, next);
        size += usermod_heap_length(next);
    }
    if (!(b->head & BEFORE_USED)) {
        size_t before = *(size_t *)(void *)((char *)b - sizeof(size_t));
        b = (struct usermod_block *)(void *)((char *)b - before);
        unlist(h, b);
        size += before;
    }
    list(h, b, size);
}

// Grows a block in place, into the block behind it.
static bool grow(struct usermod_heap *h, struct usermod_block *b, size_t size)
{
    struct usermod_block *next = behind(b);

    if ((next->head & USED) || usermod_heap_length(b) + usermod_heap_length(next) < size)
        return false;
    unlist(h, next);
    h->used_bytes += usermod_heap_length(next);
    b->head += usermod_heap_length(next);
    behind(b)->head |= BEFORE_USED;
    usermod_heap_cut(h, b, size);
    return true;
}

static void *move(struct usermod_heap *h, struct usermod_block *b, size_t size)
{
    void *to = usermod_heap_take(h, size);

    if (!to)
        return NULL;
    bytes_copy(to, (char *)b + HEAD, usermod_heap_length(b) - HEAD);
    give_back(h, b);
    return to;
}

void *usermod_heap_resize(struct usermod_heap *h, void *memory, size_t size)
{
    struct usermod_block *b =
        memory ? (struct usermod_block *)(void *)((char *)memory - HEAD) : NULL;
    size_t whole = (size + HEAD + USERMOD_HEAP_ALIGN - 1) & ~(size_t)FLAGS;

    if (whole < size)
        return NULL;
    if (whole < SMALLEST)
        whole = SMALLEST;
    if (!b)
        return size ? usermod_heap_take(h, whole) : NULL;
    if (!size) {
        give_back(h, b);
        return NULL;
    }
    if (whole <= usermod_heap_length(b)) {
        usermod_heap_cut(h, b, whole);
        return memory;
    }
    return grow(h, b, whole) ? memory : move(h, b, whole);
}
