// Where the processor starts. Only vectors and assembly call these functions.
#ifndef START_H
#define START_H

#include <stdint.h>

extern uint32_t board_bss_start[], board_bss_end[]; // set by the linker script

int main(void);
_Noreturn void start_entry(void);
_Noreturn void start_bite(const uint32_t *frame);  // the watchdog's first time-out
_Noreturn void start_fault(const uint32_t *frame); // any other exception

#endif
