// The interrupt controller and the reset request: ARMv7-M Architecture Reference Manual, B3.2,
// B3.4.
#include "nvic.h"
#include "mmio.h"
#include <stdint.h>

#define INTERRUPT_SET_ENABLE  0xE000E100u
#define INTERRUPT_CLEAR_PEND  0xE000E280u
#define APPLICATION_INTERRUPT 0xE000ED0Cu // AIRCR

enum { AIRCR_KEY = 0x05FA0000, AIRCR_SYSTEM_RESET = 1 << 2 };

void nvic_enable(unsigned irq)
{
    mmio_set(INTERRUPT_SET_ENABLE, 1u << irq);
}

void nvic_clear(void)
{
    mmio_set(INTERRUPT_CLEAR_PEND, UINT32_MAX);
}

void nvic_restart(void)
{
    for (;;)
        mmio_set(APPLICATION_INTERRUPT, AIRCR_KEY | AIRCR_SYSTEM_RESET);
}
