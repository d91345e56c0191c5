// NOR flash acted out on a file of the host, because this machine has no model of one: 1 MiB in
// sectors of 4 KiB, as the flash chip beside an RP2040.
#ifndef SEMI_FLASH_H
#define SEMI_FLASH_H

#include "store/flash.h"

enum { SEMI_FLASH_BYTES = 0x100000, SEMI_FLASH_SECTOR = 0x1000 };

// NULL: it can be used. "": no file was named. Else: why the named file cannot be used.
const char *semi_flash_open(struct flash *flash);

void semi_flash_close(void); // before a restart: QEMU itself closes no file at one

#endif
