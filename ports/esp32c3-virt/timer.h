// The machine timer for the clock, the end of a sleep, and the watchdog.
#ifndef TIMER_H
#define TIMER_H

#include <stdint.h>

uint64_t timer_ticks(void); // MACHINE_TICKS_PER_US per microsecond since the start

// Sets the watchdog to trigger after this time.
void timer_watch(uint32_t timeout_ms);

// Waits for any enabled interrupt, at most this long. The watchdog is off meanwhile, because the
// loop cannot hang here.
void timer_sleep(uint32_t max_ms);

#endif
