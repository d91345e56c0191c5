// The heap of the user's load modules.
#include "usermod_memory.h"
#include "usermod_heap.h"

enum { KIB = 1024 };

static _Alignas(USERMOD_HEAP_ALIGN) uint8_t memory[USERMOD_MEMORY_KIB * KIB];
static struct usermod_heap heap;

void usermod_memory_open(void)
{
    usermod_heap_init(&heap, memory, sizeof memory);
}

void *usermod_memory_resize(void *ctx, void *block, size_t size)
{
    (void)ctx;
    return usermod_heap_resize(&heap, block, size);
}

uint32_t usermod_memory_idle_bytes(void)
{
    return (uint32_t)(sizeof memory - heap.used_bytes);
}
