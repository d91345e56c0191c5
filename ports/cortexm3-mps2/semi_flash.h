// Simulates NOR flash in a file of the host, because this machine has no flash model: 1 MiB in
// sectors of 4 KiB, like the flash chip beside an RP2040.
#ifndef SEMI_FLASH_H
#define SEMI_FLASH_H

#include "store/flash.h"

enum { SEMI_FLASH_BYTES = 0x100000, SEMI_FLASH_SECTOR = 0x1000 };

// NULL: ready. "": no file was given. Otherwise: why the given file cannot be used.
const char *semi_flash_open(struct flash *flash);

void semi_flash_close(void); // call before a restart, because QEMU does not close files then

#endif
