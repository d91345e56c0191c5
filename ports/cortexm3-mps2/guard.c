// The memory protection unit: ARMv7-M Architecture Reference Manual, B3.5.
#include "guard.h"
#include "board.h"
#include "mmio.h"
#include <stdint.h>

#define MPU_CONTROL 0xE000ED94u
#define MPU_NUMBER  0xE000ED98u
#define MPU_BASE    0xE000ED9Cu
#define MPU_SIZE    0xE000EDA0u // size, and what is allowed

// Protection is off in fault handlers, so that they can read everything.
enum { CONTROL_ON = 1 << 0, CONTROL_ELSEWHERE_ALL_IS_ALLOWED = 1 << 2 };
enum { SIZE_SHIFT = 1, SIZE_ON = 1 << 0, NO_ACCESS = 0, READ_ONLY = 6 << 24 };

// Sizes are powers of two, given as the exponent minus one. If regions overlap, the last one
// counts.
enum { BYTES_1K = 9, BYTES_4K = 11, BYTES_512K = 18 };
// Larger than any frame, so that no frame can jump over it.
enum { STACK_GUARD_BYTES = 1024 };

static void guard(unsigned number, uintptr_t base, unsigned size, uint32_t access)
{
    mmio_set(MPU_NUMBER, number);
    mmio_set(MPU_BASE, base);
    mmio_set(MPU_SIZE, access | size << SIZE_SHIFT | SIZE_ON);
}

void guard_start(void)
{
    guard(0, 0, BYTES_512K, READ_ONLY);
    guard(1, 0, BYTES_4K, NO_ACCESS); // the processor itself can still read its vectors
    guard(2, (uintptr_t)board_stack_low - STACK_GUARD_BYTES, BYTES_1K, NO_ACCESS);
    mmio_set(MPU_CONTROL, CONTROL_ON | CONTROL_ELSEWHERE_ALL_IS_ALLOWED);
    __asm__ volatile("dsb\n isb" ::: "memory");
}
