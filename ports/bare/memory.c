// Memory in use: static data, used parts of lwIP's heap, and the deepest stack so far.
#include "memory.h"
#include "board.h"
#include "node/node.h"
#include "stack.h"
#include "usermod_memory.h"

enum {
    PAINT = 0x5AC0FFEE,
    PAINT_GAP = 64, // bytes below the caller's frame that painting itself may use
};

// lwIP adds a header at both ends (mem.c, LWIP_RAM_HEAP_POINTER).
enum { HEAP_BYTES = MEMORY_HEAP_BYTES + 2 * 16 };
_Alignas(8) uint8_t memory_heap[HEAP_BYTES];

static uint32_t bytes_between(const uint32_t *from, const uint32_t *to)
{
    return (uint32_t)((uintptr_t)to - (uintptr_t)from);
}

void memory_paint_stack(void)
{
    uintptr_t end = (uintptr_t)__builtin_frame_address(0) - PAINT_GAP;

    for (volatile uint32_t *p = board_stack_low; (uintptr_t)p < end; p++)
        *p = PAINT;
}

static uint32_t stack_peak(void)
{
    const uint32_t *p = board_stack_low;

    while (p < board_stack_top && *p == PAINT)
        p++;
    return bytes_between(p, board_stack_top);
}

static uint32_t static_bytes(void)
{
    return bytes_between(board_data_start, board_data_end) - HEAP_BYTES;
}

uint32_t memory_in_use(void)
{
    return static_bytes() - usermod_memory_idle_bytes() + lwip_stats.mem.used + stack_peak();
}

uint32_t memory_free(void)
{
    return bytes_between(board_ram_start, board_ram_end) - memory_in_use();
}

uint32_t memory_heap_free(void)
{
    return MEMORY_HEAP_BYTES - lwip_stats.mem.used;
}

void *memory_take(void *ctx, size_t size)
{
    (void)ctx;
    return mem_malloc((mem_size_t)size);
}

void memory_give_back(void *ctx, void *memory)
{
    (void)ctx;
    mem_free(memory);
}

void memory_log(struct node *n)
{
    node_log(n, LOG_DEBUG,
             "[memory] %u of %u bytes in use: %u static, %u of %u network, %u of %u stack",
             (unsigned)memory_in_use(), (unsigned)bytes_between(board_ram_start, board_ram_end),
             (unsigned)static_bytes(), (unsigned)lwip_stats.mem.used, (unsigned)MEMORY_HEAP_BYTES,
             (unsigned)stack_peak(), (unsigned)bytes_between(board_stack_low, board_stack_top));
}
