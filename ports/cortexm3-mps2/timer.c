// The timers. Registers: ARM DDI 0479 (Cortex-M System Design Kit), chapter 4.
#include "timer.h"
#include "machine.h"
#include "mmio.h"
#include "nvic.h"

// Offsets in a timer, which counts down from RELOAD.
enum { CONTROL = 0x0, VALUE = 0x4, RELOAD = 0x8, INTERRUPT_CLEAR = 0xC };
enum { CONTROL_ON = 1 << 0, CONTROL_INTERRUPT = 1 << 3 };

enum watchdog {
    WATCHDOG_LOAD = MACHINE_WATCHDOG + 0x0,
    WATCHDOG_CONTROL = MACHINE_WATCHDOG + 0x8,
    WATCHDOG_CLEAR = MACHINE_WATCHDOG + 0xC, // restarts from LOAD
};
// The first time-out is an NMI, which stores the reason. If that hangs too, the second one resets
// the chip.
enum { WATCHDOG_INTERRUPT = 1 << 0, WATCHDOG_RESET = 1 << 1 };

enum { TICKS_PER_MS = 1000 * MACHINE_TICKS_PER_US, LONGEST_MS = INT32_MAX / TICKS_PER_MS };

static uint32_t longest_sleep_ms = LONGEST_MS;

void timer_start(void)
{
    mmio_set(MACHINE_TIMER0 + RELOAD, UINT32_MAX);
    mmio_set(MACHINE_TIMER0 + VALUE, UINT32_MAX);
    mmio_set(MACHINE_TIMER0 + CONTROL, CONTROL_ON);
    nvic_enable(MACHINE_IRQ_TIMER1);
}

uint64_t timer_clock_us(void)
{
    static uint32_t last, rest;
    static uint64_t us;
    uint32_t now = UINT32_MAX - mmio_get(MACHINE_TIMER0 + VALUE);
    uint32_t passed = now - last;

    last = now;
    us += passed / MACHINE_TICKS_PER_US;
    rest += passed % MACHINE_TICKS_PER_US;
    us += rest / MACHINE_TICKS_PER_US;
    rest %= MACHINE_TICKS_PER_US;
    return us;
}

void timer_watch(uint32_t timeout_ms)
{
    uint32_t ms = timeout_ms < LONGEST_MS ? timeout_ms : LONGEST_MS;

    mmio_set(WATCHDOG_LOAD, ms * TICKS_PER_MS);
    mmio_set(WATCHDOG_CONTROL, WATCHDOG_INTERRUPT | WATCHDOG_RESET);
    longest_sleep_ms = ms / 2;
}

void timer_alarm(uint32_t max_ms)
{
    uint32_t ticks = (max_ms < longest_sleep_ms ? max_ms : longest_sleep_ms) * TICKS_PER_MS;

    mmio_set(WATCHDOG_CLEAR, 1);
    mmio_set(MACHINE_TIMER1 + CONTROL, 0);
    mmio_set(MACHINE_TIMER1 + INTERRUPT_CLEAR, 1);
    mmio_set(MACHINE_TIMER1 + RELOAD, ticks);
    mmio_set(MACHINE_TIMER1 + VALUE, ticks);
    mmio_set(MACHINE_TIMER1 + CONTROL, CONTROL_ON | CONTROL_INTERRUPT);
}
