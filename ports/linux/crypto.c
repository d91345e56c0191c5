// Random numbers from the kernel, hashes from libsodium.
#include "crypto.h"
#include "../sodium/hashes.h"
#include <stdlib.h>
#include <sys/random.h>

// Straight from the kernel: no library state to set up before the first byte.
static void random_bytes(uint8_t *out, size_t len)
{
    while (len) {
        ssize_t n = getrandom(out, len, 0);
        if (n < 0)
            abort(); // without randomness a salt or a key must not be made
        out += n;
        len -= (size_t)n;
    }
}

const struct crypto linux_crypto = { random_bytes, hashes_sha256, hashes_hmac, hashes_pbkdf2_start,
                                     hashes_pbkdf2_more };
