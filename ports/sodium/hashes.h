// The hashes of struct crypto (base/crypto.h), which every port and libmicros take from libsodium.
#ifndef SODIUM_HASHES_H
#define SODIUM_HASHES_H

#include "base/crypto.h"

void hashes_sha256(const uint8_t *data, size_t len, uint8_t out[SHA256_BYTES]);
void hashes_hmac(const uint8_t *key, size_t key_len, const uint8_t *data, size_t len,
                 uint8_t out[SHA256_BYTES]);
void hashes_pbkdf2(const uint8_t *password, size_t password_len, const uint8_t *salt,
                   size_t salt_len, uint32_t rounds, uint8_t out[SHA256_BYTES]);

#endif
