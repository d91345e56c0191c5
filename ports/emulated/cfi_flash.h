// NOR flash on a memory bus, with Intel's command set (JEDEC JESD68.01 "Common Flash Interface";
// command set 0001: Intel application note 646).
#ifndef EMULATED_CFI_FLASH_H
#define EMULATED_CFI_FLASH_H

#include "store/flash.h"
#include <stdbool.h>

// The chips side by side on the bus, by the bytes of one access.
enum cfi_bus { CFI_BUS_16 = 2, CFI_BUS_2X16 = 4 };

struct cfi_place {
    uintptr_t base;        // where the board has it
    uint32_t bytes;        // of the part that is ours, from the base on
    uint32_t sector_bytes; // of all chips on the bus together
    enum cfi_bus bus;
};

struct cfi_flash {
    struct flash flash; // all of the place; the board may make `bytes` smaller
    struct cfi_place place;
};

// Looks for the chip and fills in f. False: none is there, or its sectors have another size.
// Besides what struct flash says: a program that would set bits changes nothing and answers
// ERR_STORE, as does what the chip reports as failed; outside of the place: ERR_RANGE.
bool cfi_open(struct cfi_flash *f, const struct cfi_place *place);

#endif
