// The interrupt controller: RISC-V PLIC specification 1.0.0, chapters 3 to 9.
#include "plic.h"
#include "machine.h"
#include "mmio.h"

// For context 0: hart 0 in machine mode.
enum {
    PRIORITY = 0x0, // one word per source
    ENABLE = 0x2000,
    THRESHOLD = 0x200000,
    CLAIM = 0x200004,
};

void plic_enable(unsigned irq)
{
    mmio_set(MACHINE_PLIC + PRIORITY + 4 * irq, 1);
    mmio_set(MACHINE_PLIC + THRESHOLD, 0);
    mmio_set(MACHINE_PLIC + ENABLE, mmio_get(MACHINE_PLIC + ENABLE) | 1u << irq);
}

void plic_clear(void)
{
    uint32_t irq;

    while ((irq = mmio_get(MACHINE_PLIC + CLAIM)) != 0)
        mmio_set(MACHINE_PLIC + CLAIM, irq);
}
