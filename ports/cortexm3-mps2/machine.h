// QEMU's machine "mps2-an385": Arm's MPS2 board with the image of application note AN385, a
// Cortex-M3 at 25 MHz. Addresses and interrupts: ARM DAI 0385, and QEMU 7.2, hw/arm/mps2.c.
#ifndef MACHINE_H
#define MACHINE_H

enum {
    MACHINE_TIMER0 = 0x40000000,
    MACHINE_TIMER1 = 0x40001000,
    MACHINE_UART = 0x40004000,
    MACHINE_WATCHDOG = 0x40008000, // its interrupt is the processor's NMI
    MACHINE_ETHERNET = 0x40200000, // LAN9118
};

enum { MACHINE_IRQ_UART = 0, MACHINE_IRQ_TIMER1 = 9, MACHINE_IRQ_ETHERNET = 13 };

enum { MACHINE_TICKS_PER_US = 25 }; // of the processor, the timers and the watchdog

#endif
