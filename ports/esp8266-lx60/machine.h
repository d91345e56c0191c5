// QEMU's machine lx60-nommu (hw/xtensa/xtfpga.c) with -cpu lx106: the ESP8266's processor on
// Tensilica's LX60 board. The processor's internal memories have the same addresses as on the
// ESP8266.
#ifndef MACHINE_H
#define MACHINE_H

#include <stdint.h>

// Devices, at their uncached addresses.
#define MACHINE_FLASH    0x98000000u // Intel command set, 16 bits wide; 4 MiB, if there is a drive
#define MACHINE_FPGA     0x9D020000u
#define MACHINE_ETHERNET 0x9D030000u
#define MACHINE_UART     0x9D050020u // 16550, registers 4 bytes apart
#define MACHINE_RAM      0x60000000u // of the board, not of the chip: -m, at least 1 MiB

enum { MACHINE_FLASH_BYTES = 0x400000, MACHINE_FLASH_SECTOR = 0x10000 };

// Registers of the FPGA.
enum {
    FPGA_CLOCK_HZ = 0x04,
    FPGA_RESET = 0x10,
    FPGA_RESET_NOW = 0xDEAD, // this value resets the board
};

// Interrupts of the processor, as bits of INTENABLE.
enum { INT_UART = 1 << 0, INT_ETH = 1 << 1, INT_TIMER = 1 << 6 };

#endif
