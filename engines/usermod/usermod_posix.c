// Memory and clock of a hosted system.
#include "usermod_posix.h"
#include <stdlib.h>
#include <time.h>

void *usermod_posix_resize(void *ctx, void *memory, size_t size)
{
    (void)ctx;
    if (size)
        return realloc(memory, size);
    free(memory);
    return NULL;
}

uint64_t usermod_posix_spent_us(void *ctx)
{
    struct timespec t;

    (void)ctx;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}
