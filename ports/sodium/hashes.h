// Hashes of struct crypto (base/crypto.h) from libsodium, used by every port and by libmicros.
#ifndef SODIUM_HASHES_H
#define SODIUM_HASHES_H

#include "base/crypto.h"

void hashes_sha256(const uint8_t *data, size_t len, uint8_t out[SHA256_BYTES]);
void hashes_hmac(const uint8_t *key, size_t key_len, const uint8_t *data, size_t len,
                 uint8_t out[SHA256_BYTES]);
void hashes_pbkdf2_start(uint32_t work[PBKDF2_WORDS], const uint8_t *password, size_t password_len,
                         const uint8_t *salt, size_t salt_len);
void hashes_pbkdf2_more(uint32_t work[PBKDF2_WORDS], uint32_t rounds);

#endif
