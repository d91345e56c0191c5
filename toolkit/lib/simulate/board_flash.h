// The flash file of an emulated board. It is erased flash; its last sector has the identity of this
// board, as a factory would write it.
#ifndef BOARD_FLASH_H
#define BOARD_FLASH_H

#include "simulate/board.h"
#include <stdbool.h>

// The bytes of the factory sector; all numbers are little-endian.
enum board_factory {
    FACTORY_MAGIC = 0,   // 4 bytes: "mFAC"
    FACTORY_VERSION = 4, // 4 bytes: 1
    FACTORY_MAC = 8,     // 6 bytes
    FACTORY_FLAGS = 14,  // 2 bytes: FACTORY_TRACES or 0
    FACTORY_SEED = 16,   // 32 bytes: different for each board
    FACTORY_CRC = 48,    // 4 bytes: CRC-32 (IEEE 802.3) of all bytes before
    FACTORY_BYTES = 52,
};
enum { FACTORY_TRACES = 1 }; // the simulated hardware reports on the UART what it does

// Makes `path` ready for a start: creates it if it is missing, and switches the trace on or off.
// Everything else in it is kept. `mac` becomes the board's. False after a message.
bool board_flash_ready(const struct board_kind *kind, const char *path, bool traces,
                       uint8_t mac[6]);

#endif
