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

// State of PBKDF2 between two pieces (RFC 8018, section 5.2). inner and outer: SHA-256 after the
// inner and the outer block of the key, the same for every round. u: the last U. sum: the XOR of
// all U so far.
struct pbkdf2 {
    uint32_t inner[8], outer[8];
    uint8_t u[SHA256_BYTES], sum[SHA256_BYTES];
};

_Static_assert(sizeof(struct pbkdf2) == PBKDF2_WORDS * sizeof(uint32_t), "a word of state");

enum { BLOCK_BITS = 512 };

// Replaces U by the hash of a block of the key and U.
static void after_key(crypto_hash_sha256_state *state, const uint32_t key[8],
                      uint8_t u[SHA256_BYTES])
{
    for (int i = 0; i < 8; i++)
        state->state[i] = key[i];
    state->count = BLOCK_BITS;
    crypto_hash_sha256_update(state, u, SHA256_BYTES);
    crypto_hash_sha256_final(state, u);
}

void hashes_pbkdf2_start(uint32_t work[PBKDF2_WORDS], const uint8_t *password, size_t password_len,
                         const uint8_t *salt, size_t salt_len)
{
    static const uint8_t first_block[] = { 0, 0, 0, 1 };
    struct pbkdf2 *k = (struct pbkdf2 *)work;
    crypto_auth_hmacsha256_state keyed;

    crypto_auth_hmacsha256_init(&keyed, password, password_len);
    for (int i = 0; i < 8; i++) {
        k->inner[i] = keyed.ictx.state[i];
        k->outer[i] = keyed.octx.state[i];
    }
    crypto_auth_hmacsha256_update(&keyed, salt, salt_len);
    crypto_auth_hmacsha256_update(&keyed, first_block, sizeof first_block);
    crypto_auth_hmacsha256_final(&keyed, k->u);
    for (int i = 0; i < SHA256_BYTES; i++)
        k->sum[i] = k->u[i];
    sodium_memzero(&keyed, sizeof keyed);
}

void hashes_pbkdf2_more(uint32_t work[PBKDF2_WORDS], uint32_t rounds)
{
    struct pbkdf2 *k = (struct pbkdf2 *)work;
    crypto_hash_sha256_state state;

    while (rounds--) {
        after_key(&state, k->inner, k->u);
        after_key(&state, k->outer, k->u);
        for (int i = 0; i < SHA256_BYTES; i++)
            k->sum[i] ^= k->u[i];
    }
    sodium_memzero(&state, sizeof state);
}
