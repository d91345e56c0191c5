// Memory of the user's load modules. It is a separate heap, so that they take nothing from the
// network. A board without Lua does not link this.
#ifndef BARE_USERMOD_MEMORY_H
#define BARE_USERMOD_MEMORY_H

#include <stddef.h>
#include <stdint.h>

// For all modules together, including a text that is being read. Costs this much RAM.
#ifndef USERMOD_MEMORY_KIB
#define USERMOD_MEMORY_KIB 192
#endif

#ifdef MICROS_LUA

void usermod_memory_open(void); // once, before any other function here

// An operation of struct usermod_port (engines/usermod/usermod.h).
void *usermod_memory_resize(void *ctx, void *block, size_t size);

uint32_t usermod_memory_idle_bytes(void); // free bytes of the heap, after it was opened

#else

static inline uint32_t usermod_memory_idle_bytes(void)
{
    return 0;
}

#endif

#endif
