// The factory sector: what makes one emulated board differ from the next.
// Whoever makes a flash file writes it; the node reads it, and counts its boots behind it. It is
// the last sector of the flash. Little-endian, from its start on:
//
//     0  "mFAC"     16  seed[32]: secret, of random bytes
//     4  version 1  48  CRC-32 (IEEE 802.3) of the 48 bytes before
//     8  mac[6]     52  nothing
//    14  flags     256  the boot counter: one bit is cleared for each boot, up to the sector's end
#ifndef EMULATED_FACTORY_H
#define EMULATED_FACTORY_H

#include "store/flash.h"
#include <stdbool.h>

enum { FACTORY_SEED_BYTES = 32 };

// Takes the last sector away from a flash and reads it.
void factory_take(struct flash *flash);

// False: there is no such sector, or it is blank or damaged. What follows then has default values.
bool factory_is_valid(void);

void factory_mac(uint8_t mac[6]);  // 52:54:00:12:34:56, as QEMU's own, where the sector has none
bool factory_wants_trace(void);    // show what the simulated pins do on the UART
const uint8_t *factory_seed(void); // FACTORY_SEED_BYTES, or NULL
uint32_t factory_count_boot(void); // the number of this boot; call it once. It stops when the
                                   // sector is used up, after 30720 boots at least; 0: no flash

#endif
