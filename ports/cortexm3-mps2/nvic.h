// The interrupt controller. Interrupts are only used to end a sleep.
#ifndef NVIC_H
#define NVIC_H

void nvic_enable(unsigned irq);
void nvic_clear(void); // clears pending interrupts; a line that is still active pends again
_Noreturn void nvic_restart(void);

#endif
