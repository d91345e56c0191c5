// Byte operations.
#include "base/bytes.h"

void bytes_move(void *to, const void *from, size_t len)
{
    char *d = to;
    const char *s = from;

    if (d <= s) {
        while (len--)
            *d++ = *s++;
        return;
    }
    while (len--)
        d[len] = s[len];
}

void bytes_wipe(void *to, size_t len)
{
    volatile uint8_t *d = to;

    while (len--)
        *d++ = 0;
}

bool bytes_same_in_constant_time(const uint8_t *a, const uint8_t *b, size_t len)
{
    uint8_t difference = 0;

    for (size_t i = 0; i < len; i++)
        difference = (uint8_t)(difference | (a[i] ^ b[i]));
    return !difference;
}
