// The interrupt controller. Interrupts are only used to end a sleep.
#ifndef PLIC_H
#define PLIC_H

void plic_enable(unsigned irq);

// Clears pending interrupts. A source whose line stays active does not become pending again (QEMU
// 7.2). So check each device between this call and a sleep.
void plic_clear(void);

#endif
