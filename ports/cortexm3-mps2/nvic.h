// The interrupt controller, of which only "something happened" is used: it ends a sleep.
#ifndef NVIC_H
#define NVIC_H

void nvic_enable(unsigned irq);
void nvic_clear(void); // takes back what is pending; a line that is up pends again
_Noreturn void nvic_restart(void);

#endif
