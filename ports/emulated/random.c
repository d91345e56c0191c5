// Unpredictable bytes for the emulated boards, which have no noise source. Real chips have one in a
// register (ESP8266 and ESP32: RNG at a fixed address), and their board_random reads it. Here the
// key of a generator is the SHA-256 of the factory seed (secret), the number of this boot (never
// the same twice) and the clock's jitter. Without a seed only the jitter remains.
#include "random.h"
#include "board.h"
#include "factory.h"
#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_hash_sha256.h>
#include <string.h>

enum { KEY_BYTES = 32, JITTER_LOOKS = 64 };
_Static_assert(KEY_BYTES == crypto_hash_sha256_BYTES && KEY_BYTES == crypto_auth_hmacsha256_BYTES,
               "one hash is one key");

static uint8_t key[KEY_BYTES];
static bool is_keyed;

static void mix(crypto_hash_sha256_state *state, const void *data, size_t len)
{
    crypto_hash_sha256_update(state, data, len);
}

static void make_key(void)
{
    crypto_hash_sha256_state state;
    uint32_t boot = factory_count_boot();

    crypto_hash_sha256_init(&state);
    mix(&state, key, sizeof key);
    if (factory_seed())
        mix(&state, factory_seed(), FACTORY_SEED_BYTES);
    mix(&state, &boot, sizeof boot);
    for (int i = 0; i < JITTER_LOOKS; i++) {
        uint64_t now_us = board_clock_us();
        mix(&state, &now_us, sizeof now_us);
    }
    crypto_hash_sha256_final(&state, key);
    is_keyed = true;
}

void random_stir(const uint8_t *noise, size_t len)
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    mix(&state, key, sizeof key);
    mix(&state, noise, len);
    crypto_hash_sha256_final(&state, key);
}

// One block of output, or the next key. They differ in the first byte that is hashed.
static void derive(uint8_t out[KEY_BYTES], uint8_t purpose, uint32_t number)
{
    uint8_t what[1 + sizeof number] = { purpose };

    memcpy(what + 1, &number, sizeof number);
    crypto_auth_hmacsha256(out, what, sizeof what, key);
}

void board_random(uint8_t *out, size_t len)
{
    enum { OUTPUT = 1, NEXT_KEY = 2 };
    uint8_t block[KEY_BYTES];

    if (!is_keyed)
        make_key();
    for (uint32_t number = 0; len; number++) {
        size_t n = len < sizeof block ? len : sizeof block;

        derive(block, OUTPUT, number);
        memcpy(out, block, n);
        out += n;
        len -= n;
    }
    derive(block, NEXT_KEY, 0); // so that earlier output cannot be calculated from what remains
    memcpy(key, block, sizeof key);
}
