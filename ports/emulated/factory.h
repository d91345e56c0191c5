// The factory sector: the data that makes one emulated board differ from another. The program that
// makes a flash file writes it. The node reads it and counts its boots behind it. It is the last
// sector of the flash. Its content, little-endian:
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

// Takes the last sector out of a flash and reads it.
void factory_take(struct flash *flash);

// False: no such sector, or it is blank or damaged. Then the functions below return defaults.
bool factory_is_valid(void);

void factory_mac(uint8_t mac[6]);  // default: 52:54:00:12:34:56, same as QEMU's
bool factory_wants_trace(void);    // show changes of simulated pins on the UART
const uint8_t *factory_seed(void); // FACTORY_SEED_BYTES, or NULL
uint32_t factory_count_boot(void); // number of this boot; call once. It stops when the sector is
                                   // used up, after at least 30720 boots; 0: no flash

#endif
