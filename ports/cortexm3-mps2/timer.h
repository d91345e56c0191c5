// Timers for the clock, the end of a sleep, and the watchdog.
#ifndef TIMER_H
#define TIMER_H

#include <stdint.h>

void timer_start(void);
uint64_t timer_clock_us(void); // since the start; call at least every 171 s

// Sets the watchdog's time, at most 85 s from now.
void timer_watch(uint32_t timeout_ms);

// Sets when the next sleep ends. The watchdog keeps running, so it is fed here, and the sleep is at
// most half as long.
void timer_alarm(uint32_t max_ms);

#endif
