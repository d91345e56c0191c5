// A set of keys of settings. It has one bit for each row of the table: 32 bytes for 255 rows, 8
// bytes for 60.
#ifndef STORE_KEYSET_H
#define STORE_KEYSET_H

#include <stdbool.h>
#include <stdint.h>

enum { KEYS_MAX = 255 }; // most rows of a table, since a key is one byte

#define KEYSET_BYTES(n_keys) (((n_keys) + 7u) / 8)

static inline bool keyset_has(const uint8_t *set, unsigned key)
{
    return set[key / 8] >> key % 8 & 1;
}

static inline void keyset_put(uint8_t *set, unsigned key, bool is_in)
{
    uint8_t bit = (uint8_t)(1u << key % 8);

    set[key / 8] = is_in ? set[key / 8] | bit : set[key / 8] & (uint8_t)~bit;
}

#endif
