// Cryptography, as a table of functions that a library at the edge fills.
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, PBKDF2_WORDS = 32 };

struct crypto {
    void (*random)(uint8_t *out, size_t len); // from the system's secure source
    void (*sha256)(const uint8_t *data, size_t len, uint8_t out[SHA256_BYTES]);
    void (*hmac_sha256)(const uint8_t *key, size_t key_len, const uint8_t *data, size_t len,
                        uint8_t out[SHA256_BYTES]);
    // RFC 8018 with HMAC-SHA-256, one block, in pieces: the first round, then as many more as one
    // likes at a time. The words are the library's in between; the last 32 bytes of them are the
    // result. `work` may lie over the password.
    void (*pbkdf2_start)(uint32_t work[PBKDF2_WORDS], const uint8_t *password, size_t password_len,
                         const uint8_t *salt, size_t salt_len);
    void (*pbkdf2_more)(uint32_t work[PBKDF2_WORDS], uint32_t rounds);
};

static inline const uint8_t *pbkdf2_result(const uint32_t work[PBKDF2_WORDS])
{
    return (const uint8_t *)(work + PBKDF2_WORDS) - SHA256_BYTES;
}

#endif
