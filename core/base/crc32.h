// CRC-32 of IEEE 802.3 (the one of Ethernet, zip and PNG), for what a flash may have changed.
#ifndef BASE_CRC32_H
#define BASE_CRC32_H

#include <stddef.h>
#include <stdint.h>

// Goes on with the check of what came before (0: nothing did), so data may come in pieces:
// crc32_add(crc32_add(0, "12345", 5), "6789", 4) is 0xCBF43926.
uint32_t crc32_add(uint32_t crc, const void *data, size_t len);

#endif
