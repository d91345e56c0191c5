// The chip's memory: what is in use, and how deep the stack ever was. lwIP's configuration reads
// the sizes, too.
#ifndef LWIP_MEMORY_H
#define LWIP_MEMORY_H

#include <stdint.h>

// lwIP's heap. Enough for four busy links and one more that is turned away; a target may have
// another figure.
#ifndef MEMORY_HEAP_BYTES
#define MEMORY_HEAP_BYTES (20 * 1024)
#endif

// Bytes of the heap that neither incoming frames nor answers take: without them a timer of lwIP
// could not be set again, and would never fire any more.
enum { MEMORY_RESERVE = 1536 };

extern uint8_t memory_heap[];

struct node;

void memory_paint_stack(void); // first of all

uint32_t memory_in_use(void);    // bytes of all kinds
uint32_t memory_free(void);      // bytes of the chip's memory that are not
uint32_t memory_heap_free(void); // bytes of lwIP's heap

// Says in the log what is in use by whom.
void memory_log(struct node *n);

#endif
