// Where the processor starts. Only vectors and assembly call these functions.
#ifndef START_H
#define START_H

#include <stdint.h>

// Set by the linker script: the areas that start code copies and clears.
extern const uint32_t start_data_from[];
extern uint32_t start_data_end[], board_bss_start[], board_bss_end[];

int main(void);
_Noreturn void start_entry(void);
_Noreturn void start_fault(const uint32_t *frame);

#endif
