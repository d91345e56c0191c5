// The interrupt controller, of which only "something happened" is used: it ends a sleep.
#ifndef PLIC_H
#define PLIC_H

void plic_enable(unsigned irq);

// Takes back what is pending. A source whose line stays up does not become pending again
// (QEMU 7.2), so look at each device after this and before a sleep.
void plic_clear(void);

#endif
