// The timers: the clock, the end of a sleep, and the watchdog.
#ifndef TIMER_H
#define TIMER_H

#include <stdint.h>

void timer_start(void);
uint64_t timer_clock_us(void); // since the start; look at least every 171 s

// Lets the watchdog bite so many milliseconds from now, at most 85 s.
void timer_watch(uint32_t timeout_ms);

// Ends the next sleep. The watchdog runs on: it is fed here, and the sleep is at most half as long.
void timer_alarm(uint32_t max_ms);

#endif
