// Cryptography, as a table of functions that a library at the edge fills.
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32 };

struct crypto {
    void (*random)(uint8_t *out, size_t len); // from the system's secure source
    void (*sha256)(const uint8_t *data, size_t len, uint8_t out[SHA256_BYTES]);
    void (*hmac_sha256)(const uint8_t *key, size_t key_len, const uint8_t *data, size_t len,
                        uint8_t out[SHA256_BYTES]);
    // RFC 8018 with HMAC-SHA-256, one block.
    void (*pbkdf2_sha256)(const uint8_t *password, size_t password_len, const uint8_t *salt,
                          size_t salt_len, uint32_t rounds, uint8_t out[SHA256_BYTES]);
};

#endif
