// Cryptography as a table of functions. The port fills it from a library.
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
    // PBKDF2 (RFC 8018) with HMAC-SHA-256, one block, in pieces: start does the first round, then
    // each call adds as many as you like. Between calls the words belong to the library. In the end
    // the last 32 bytes are the result. `work` may overlap the password.
    void (*pbkdf2_start)(uint32_t work[PBKDF2_WORDS], const uint8_t *password, size_t password_len,
                         const uint8_t *salt, size_t salt_len);
    void (*pbkdf2_more)(uint32_t work[PBKDF2_WORDS], uint32_t rounds);
};

static inline const uint8_t *pbkdf2_result(const uint32_t work[PBKDF2_WORDS])
{
    return (const uint8_t *)(work + PBKDF2_WORDS) - SHA256_BYTES;
}

#endif
