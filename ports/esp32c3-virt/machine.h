// QEMU's machine "virt" with -cpu lowrisc-ibex: an RV32IMC core like that of the ESP32-C3, without
// atomics, floating point and supervisor mode. Addresses: QEMU 7.2, hw/riscv/virt.c.
#ifndef MACHINE_H
#define MACHINE_H

enum {
    MACHINE_TEST = 0x00100000,   // "sifive_test": a write ends or restarts the machine
    MACHINE_CLINT = 0x02000000,  // timer: SiFive FU540-C000 manual, chapter 9
    MACHINE_PLIC = 0x0C000000,   // interrupts: RISC-V PLIC specification 1.0.0
    MACHINE_UART = 0x10000000,   // 16550, one byte a register
    MACHINE_VIRTIO = 0x10001000, // eight slots
    MACHINE_FLASH = 0x22000000,  // -drive if=pflash,unit=1: a file of exactly 32 MiB
};

enum { MACHINE_VIRTIO_SLOTS = 8, MACHINE_VIRTIO_STEP = 0x1000 };
enum { MACHINE_IRQ_VIRTIO = 1, MACHINE_IRQ_UART = 10 }; // of the first slot; of the UART

enum { MACHINE_TICKS_PER_US = 10 }; // of the timer

#endif
