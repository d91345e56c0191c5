// The chip's memory: how much is in use, and the deepest stack so far. lwIP's configuration uses
// the sizes too. memory.c is for chips whose only heap is lwIP's. If the system has a heap, its
// port provides all functions except memory_paint_stack.
#ifndef LWIP_MEMORY_H
#define LWIP_MEMORY_H

#include <stddef.h>
#include <stdint.h>

// Size of lwIP's heap. It is enough for four busy links and one that is refused. A target may have
// another value.
#ifndef MEMORY_HEAP_BYTES
#define MEMORY_HEAP_BYTES (20 * 1024)
#endif

// Bytes of the heap that incoming frames and answers must leave free. Without them a timer of lwIP
// could not be set again and would never fire any more. If a radio takes its buffers from the same
// heap, its target needs more.
#ifndef MEMORY_RESERVE
#define MEMORY_RESERVE 1536
#endif

extern uint8_t memory_heap[];

struct node;

void memory_paint_stack(void); // call before anything else

uint32_t memory_in_use(void);    // in bytes, all kinds
uint32_t memory_free(void);      // free bytes of the chip's memory
uint32_t memory_heap_free(void); // free bytes of lwIP's heap

// Memory from that heap, for load modules and texts. Operations of the port (port.h).
void *memory_take(void *ctx, size_t size);
void memory_give_back(void *ctx, void *memory);

// Logs how much memory is used for what.
void memory_log(struct node *n);

#endif
