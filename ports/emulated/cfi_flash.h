// NOR flash on a memory bus, with Intel's command set (JEDEC JESD68.01 "Common Flash Interface";
// command set 0001: Intel application note 646).
#ifndef EMULATED_CFI_FLASH_H
#define EMULATED_CFI_FLASH_H

#include "store/flash.h"
#include <stdbool.h>

// Chips side by side on the bus, given by the bytes of one access.
enum cfi_bus { CFI_BUS_16 = 2, CFI_BUS_2X16 = 4 };

struct cfi_place {
    uintptr_t base;        // address on the board
    uint32_t bytes;        // size of the part that may be used, starting at the base
    uint32_t sector_bytes; // for all chips on the bus together
    enum cfi_bus bus;
};

struct cfi_flash {
    struct flash flash; // the whole place; the board may reduce `bytes`
    struct cfi_place place;
};

// Looks for the chip and fills in f. False: no chip, or its sectors have a different size. In
// addition to what struct flash says: a program that would set bits changes nothing and returns
// ERR_STORE. ERR_STORE is also returned if the chip reports a failure, and ERR_RANGE for offsets
// outside of the place.
bool cfi_open(struct cfi_flash *f, const struct cfi_place *place);

#endif
