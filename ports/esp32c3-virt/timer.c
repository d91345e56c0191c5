// The machine timer. Its compare register has two uses. While the loop runs, its interrupt is the
// watchdog. During a sleep, interrupts are held back and it ends the sleep.
#include "timer.h"
#include "csr.h"
#include "machine.h"
#include "mmio.h"

// SiFive FU540-C000 manual, chapter 9.
enum { COMPARE = MACHINE_CLINT + 0x4000, TIME = MACHINE_CLINT + 0xBFF8 };

// RISC-V privileged architecture 1.12, sections 3.1.6 and 3.1.9.
enum { STATUS_MIE = 1 << 3, ENABLE_TIMER = 1 << 7, ENABLE_EXTERNAL = 1 << 11 };

static uint64_t bite_at;

uint64_t timer_ticks(void)
{
    uint32_t high, low;

    do {
        high = mmio_get(TIME + 4);
        low = mmio_get(TIME);
    } while (high != mmio_get(TIME + 4));
    return (uint64_t)high << 32 | low;
}

// The high half first gets its largest value, so that no intermediate value triggers too early.
static void alarm(uint64_t at)
{
    mmio_set(COMPARE + 4, UINT32_MAX);
    mmio_set(COMPARE, (uint32_t)at);
    mmio_set(COMPARE + 4, (uint32_t)(at >> 32));
}

static uint64_t ticks_of(uint32_t ms)
{
    return (uint64_t)ms * 1000 * MACHINE_TICKS_PER_US;
}

void timer_watch(uint32_t timeout_ms)
{
    bite_at = timer_ticks() + ticks_of(timeout_ms);
    alarm(bite_at);
    CSR_SET(mie, ENABLE_TIMER);
    CSR_SET(mstatus, STATUS_MIE);
}

void timer_sleep(uint32_t max_ms)
{
    uint64_t before = timer_ticks();

    CSR_CLEAR(mstatus, STATUS_MIE);
    alarm(before + ticks_of(max_ms));
    CSR_SET(mie, ENABLE_TIMER | ENABLE_EXTERNAL);
    __asm__ volatile("wfi" ::: "memory"); // a pending interrupt ends it, even if held back
    CSR_CLEAR(mie, ENABLE_TIMER | ENABLE_EXTERNAL);
    if (!bite_at)
        return;
    bite_at += timer_ticks() - before;
    alarm(bite_at);
    CSR_SET(mie, ENABLE_TIMER);
    CSR_SET(mstatus, STATUS_MIE);
}
