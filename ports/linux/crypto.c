// Hashes and random numbers from libsodium.
#include <sodium.h>
#include <sys/random.h>
#include <stdlib.h>
#include "crypto.h"

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

static void sha256(const uint8_t *data, size_t len, uint8_t out[SHA256_BYTES])
{
    crypto_hash_sha256(out, data, len);
}

static void hmac_sha256(const uint8_t *key, size_t key_len, const uint8_t *data, size_t len,
                        uint8_t out[SHA256_BYTES])
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key, key_len);
    crypto_auth_hmacsha256_update(&state, data, len);
    crypto_auth_hmacsha256_final(&state, out);
}

// RFC 8018, section 5.2, first block. The keyed state is made once and copied for each round.
static void pbkdf2_sha256(const uint8_t *password, size_t password_len, const uint8_t *salt,
                          size_t salt_len, uint32_t rounds, uint8_t out[SHA256_BYTES])
{
    static const uint8_t first_block[] = { 0, 0, 0, 1 };
    crypto_auth_hmacsha256_state keyed, state;
    uint8_t u[SHA256_BYTES];

    crypto_auth_hmacsha256_init(&keyed, password, password_len);
    state = keyed;
    crypto_auth_hmacsha256_update(&state, salt, salt_len);
    crypto_auth_hmacsha256_update(&state, first_block, sizeof first_block);
    crypto_auth_hmacsha256_final(&state, u);
    for (int i = 0; i < SHA256_BYTES; i++)
        out[i] = u[i];
    while (--rounds) {
        state = keyed;
        crypto_auth_hmacsha256_update(&state, u, sizeof u);
        crypto_auth_hmacsha256_final(&state, u);
        for (int i = 0; i < SHA256_BYTES; i++)
            out[i] ^= u[i];
    }
    sodium_memzero(&keyed, sizeof keyed);
    sodium_memzero(&state, sizeof state);
    sodium_memzero(u, sizeof u);
}

const struct crypto linux_crypto = { random_bytes, sha256, hmac_sha256, pbkdf2_sha256 };
