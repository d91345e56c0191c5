// CRC-32 of IEEE 802.3 (as in Ethernet, zip and PNG). Detects stored data that has changed.
#ifndef BASE_CRC32_H
#define BASE_CRC32_H

#include <stddef.h>
#include <stdint.h>

// Continues a check over more data, so data may come in pieces. Start with 0.
// crc32_add(crc32_add(0, "12345", 5), "6789", 4) is 0xCBF43926.
uint32_t crc32_add(uint32_t crc, const void *data, size_t len);

#endif
