// Memory of the user's load modules: a heap apart, so that they take nothing from the network.
// A board without Lua has none of it.
#ifndef BARE_USERMOD_MEMORY_H
#define BARE_USERMOD_MEMORY_H

#include <stddef.h>
#include <stdint.h>

// Of all modules together, with what is read of a text. Costs this much RAM.
#ifndef USERMOD_MEMORY_KIB
#define USERMOD_MEMORY_KIB 192
#endif

#ifdef MICROS_LUA

void usermod_memory_open(void); // once, before the first call of the next

// An operation of struct usermod_port (engines/usermod/usermod.h).
void *usermod_memory_resize(void *ctx, void *block, size_t size);

uint32_t usermod_memory_idle_bytes(void); // of the heap; once it is open

#else

static inline uint32_t usermod_memory_idle_bytes(void)
{
    return 0;
}

#endif

#endif
