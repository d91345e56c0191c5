// QEMU's machine lx60-nommu (hw/xtensa/xtfpga.c) with -cpu lx106: the ESP8266's processor on
// Tensilica's LX60 board. The processor's own memories are where the ESP8266 has them.
#ifndef MACHINE_H
#define MACHINE_H

#include <stdint.h>

// Devices, by their uncached addresses.
#define MACHINE_FLASH    0x98000000u // Intel command set, 16 bits wide; 4 MiB, when there is a drive
#define MACHINE_FPGA     0x9D020000u
#define MACHINE_ETHERNET 0x9D030000u
#define MACHINE_UART     0x9D050020u // 16550, its registers 4 bytes apart
#define MACHINE_RAM      0x60000000u // the board's own, not the chip's: -m, 1 MiB at least

enum { MACHINE_FLASH_BYTES = 0x400000, MACHINE_FLASH_SECTOR = 0x10000 };

// Registers of the FPGA.
enum {
    FPGA_CLOCK_HZ = 0x04,
    FPGA_RESET = 0x10,
    FPGA_RESET_NOW = 0xDEAD, // the value that resets
};

// Interrupts of the processor, by their bit in INTENABLE.
enum { INT_UART = 1 << 0, INT_ETH = 1 << 1, INT_TIMER = 1 << 6 };

#endif
