// What scripts need of a hosted system, for their struct script_env; the contexts are not used.
#ifndef USERMOD_POSIX_H
#define USERMOD_POSIX_H

#include <stddef.h>
#include <stdint.h>

// realloc, or free where size is 0.
void *usermod_posix_resize(void *ctx, void *memory, size_t size);

// Microseconds of this thread's computing: a machine that is busy with other things stops nobody.
uint64_t usermod_posix_spent_us(void *ctx);

#endif
