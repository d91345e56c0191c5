// What scripts need from a hosted system, for struct script_env. The contexts are not used.
#ifndef USERMOD_POSIX_H
#define USERMOD_POSIX_H

#include <stddef.h>
#include <stdint.h>

// realloc, or free if size is 0.
void *usermod_posix_resize(void *ctx, void *memory, size_t size);

// CPU time of this thread in microseconds. Other load on the machine does not count.
uint64_t usermod_posix_spent_us(void *ctx);

#endif
