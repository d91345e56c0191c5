// Hashes from libsodium.
#include "hashes.h"
#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>

void hashes_sha256(const uint8_t *data, size_t len, uint8_t out[SHA256_BYTES])
{
    crypto_hash_sha256(out, data, len);
}

void hashes_hmac(const uint8_t *key, size_t key_len, const uint8_t *data, size_t len,
                 uint8_t out[SHA256_BYTES])
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key, key_len);
    crypto_auth_hmacsha256_update(&state, data, len);
    crypto_auth_hmacsha256_final(&state, out);
}

// RFC 8018, section 5.2, first block. The keyed state is made once and copied for each round.
void hashes_pbkdf2(const uint8_t *password, size_t password_len, const uint8_t *salt,
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
