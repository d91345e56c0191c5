// For boards. libsodium's own version needs its guarded heap, which boards do not have.
#include "base/bytes.h"
#include <sodium/utils.h>

void sodium_memzero(void *const what, const size_t len)
{
    bytes_wipe(what, len);
}
