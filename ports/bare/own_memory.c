// The heap of the user's own load modules.
#include "own_memory.h"
#include "own_heap.h"

enum { KIB = 1024 };

static _Alignas(OWN_HEAP_ALIGN) uint8_t memory[OWN_MEMORY_KIB * KIB];
static struct own_heap heap;

void own_memory_open(void)
{
    own_heap_init(&heap, memory, sizeof memory);
}

void *own_memory_resize(void *ctx, void *block, size_t size)
{
    (void)ctx;
    return own_heap_resize(&heap, block, size);
}

uint32_t own_memory_idle_bytes(void)
{
    return (uint32_t)(sizeof memory - heap.used_bytes);
}
