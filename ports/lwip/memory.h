// The chip's memory: what is in use, and how deep the stack ever was. lwIP's configuration reads
// the sizes, too. memory.c does it for chips whose only heap is lwIP's; a port whose system has a
// heap does all but memory_paint_stack itself.
#ifndef LWIP_MEMORY_H
#define LWIP_MEMORY_H

#include <stddef.h>
#include <stdint.h>

// lwIP's heap. Enough for four busy links and one more that is turned away; a target may have
// another figure.
#ifndef MEMORY_HEAP_BYTES
#define MEMORY_HEAP_BYTES (20 * 1024)
#endif

// Bytes of the heap that neither incoming frames nor answers take: without them a timer of lwIP
// could not be set again, and would never fire any more. A target whose radio takes its buffers
// from the same heap needs more.
#ifndef MEMORY_RESERVE
#define MEMORY_RESERVE 1536
#endif

extern uint8_t memory_heap[];

struct node;

void memory_paint_stack(void); // first of all

uint32_t memory_in_use(void);    // bytes of all kinds
uint32_t memory_free(void);      // bytes of the chip's memory that are not
uint32_t memory_heap_free(void); // bytes of lwIP's heap

// Memory of that heap, for load modules and texts: port operations (port.h).
void *memory_take(void *ctx, size_t size);
void memory_give_back(void *ctx, void *memory);

// Says in the log what is in use by whom.
void memory_log(struct node *n);

#endif
