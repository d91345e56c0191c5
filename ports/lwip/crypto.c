// Hashes from libsodium's sources, random numbers from the board.
#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>
#include "base/bytes.h"
#include "board.h"
#include "crypto.h"

// libsodium's own comes with its guarded heap, which a board does not have.
void sodium_memzero(void *const what, const size_t len)
{
    bytes_wipe(what, len);
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
    bytes_copy(out, u, sizeof u);
    while (--rounds) {
        state = keyed;
        crypto_auth_hmacsha256_update(&state, u, sizeof u);
        crypto_auth_hmacsha256_final(&state, u);
        for (int i = 0; i < SHA256_BYTES; i++)
            out[i] ^= u[i];
    }
    bytes_wipe(&keyed, sizeof keyed);
    bytes_wipe(&state, sizeof state);
    bytes_wipe(u, sizeof u);
}

const struct crypto lwip_crypto = { board_random, sha256, hmac_sha256, pbkdf2_sha256 };
