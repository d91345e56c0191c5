// Start and exceptions. No exception returns: the NMI is the watchdog, all others are a panic.
// Interrupts stay masked and only end a sleep.
#include "start.h"
#include "board.h"
#include "guard.h"
#include "mmio.h"
#include "reset.h"
#include <stddef.h>

// ARMv7-M Architecture Reference Manual, B3.2.15 to B3.2.18.
#define FAULT_STATUS         0xE000ED28u // CFSR
#define MEMORY_FAULT_ADDRESS 0xE000ED34u // MMFAR
#define BUS_FAULT_ADDRESS    0xE000ED38u // BFAR
enum { MEMORY_ADDRESS_IS_VALID = 1 << 7, BUS_ADDRESS_IS_VALID = 1 << 15 };

enum { FRAME_PC = 6, FRAME_WORDS = 8 }; // saved by the processor: B1.5.6

// After a fault the stack pointer may have any value.
static uint32_t pc_of(const uint32_t *frame)
{
    return frame >= board_ram_start && frame + FRAME_WORDS <= board_ram_end ? frame[FRAME_PC] : 0;
}

void start_bite(const uint32_t *frame)
{
    reset_by_watchdog(pc_of(frame));
}

// A semihosting call (semihost.c) is an ordinary exception if QEMU has semihosting off.
static const char *reason(uint32_t pc)
{
    enum { BREAKPOINT_AB = 0xBEAB, CODE_BYTES = 0x80000 };
    bool is_call = pc && pc < CODE_BYTES && mmio_get16(pc) == BREAKPOINT_AB;

    return is_call ? "start QEMU with -semihosting-config" : "processor exception";
}

void start_fault(const uint32_t *frame)
{
    uint32_t pc = pc_of(frame), status = mmio_get(FAULT_STATUS), address = 0;

    if (status & MEMORY_ADDRESS_IS_VALID)
        address = mmio_get(MEMORY_FAULT_ADDRESS);
    else if (status & BUS_ADDRESS_IS_VALID)
        address = mmio_get(BUS_FAULT_ADDRESS);
    panic(reason(pc), status, pc, address);
}

// Uses a fresh stack, as the old one may have overflowed.
__attribute__((naked)) static void on_nmi(void)
{
    __asm__ volatile("mrs r0, msp\n ldr r1, =board_stack_top\n mov sp, r1\n b start_bite");
}

__attribute__((naked)) static void cortexm3_mps2_start_on_fault(void)
{
    __asm__ volatile("mrs r0, msp\n ldr r1, =board_stack_top\n mov sp, r1\n b start_fault");
}

extern char board_tls[];    // from the linker script
void _set_tls(void *block); // from picolibc

void start_entry(void)
{
    __asm__ volatile("cpsid i");
    for (uint32_t *p = board_bss_start; p < board_bss_end; p++)
        *p = 0;
    _set_tls(board_tls);
    guard_start();
    main();
    board_restart(); // main does not return
}

// B1.5.3. Only the processor's sixteen vectors are needed, because interrupts are never taken.
struct vectors {
    uint32_t *stack_top;
    void (*handler[15])(void);
};
__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    board_stack_top,
    { start_entry, on_nmi, cortexm3_mps2_start_on_fault, cortexm3_mps2_start_on_fault,
      cortexm3_mps2_start_on_fault, cortexm3_mps2_start_on_fault, cortexm3_mps2_start_on_fault,
      cortexm3_mps2_start_on_fault, cortexm3_mps2_start_on_fault, cortexm3_mps2_start_on_fault,
      cortexm3_mps2_start_on_fault, cortexm3_mps2_start_on_fault, cortexm3_mps2_start_on_fault,
      cortexm3_mps2_start_on_fault, cortexm3_mps2_start_on_fault },
};
