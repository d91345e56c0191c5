// Random numbers from the kernel, hashes from libsodium.
#include "crypto.h"
#include "../sodium/hashes.h"
#include <stdlib.h>
#include <sys/random.h>

// Directly from the kernel, so no library must be set up first.
static void random_bytes(uint8_t *out, size_t len)
{
    while (len) {
        ssize_t n = getrandom(out, len, 0);
        if (n < 0)
            abort(); // never make a salt or a key without randomness
        out += n;
        len -= (size_t)n;
    }
}

const struct crypto linux_crypto = { random_bytes, hashes_sha256, hashes_hmac, hashes_pbkdf2_start,
                                     hashes_pbkdf2_more };
