// The machine timer: the clock, the end of a sleep, and the watchdog.
#ifndef TIMER_H
#define TIMER_H

#include <stdint.h>

uint64_t timer_ticks(void); // MACHINE_TICKS_PER_US each microsecond since the start

// Lets the watchdog bite so many milliseconds from now.
void timer_watch(uint32_t timeout_ms);

// Waits for any enabled interrupt, at most so long. The watchdog does not run meanwhile: the loop
// cannot hang in here.
void timer_sleep(uint32_t max_ms);

#endif
