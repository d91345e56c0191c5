// Start and exceptions for any Cortex-M.
#include "start.h"
#include "board.h"

// What the processor saves on the stack: ARMv7-M Architecture Reference Manual, B1.5.6.
enum { FRAME_PC = 6, FRAME_WORDS = 8 };

void start_fault(const uint32_t *frame)
{
    bool is_stack = frame >= board_ram_start && frame + FRAME_WORDS <= board_ram_end;

    // The two zeros: on a real chip, pass the cause and the address that could not be reached.
    panic("processor exception", 0, is_stack ? frame[FRAME_PC] : 0, 0);
}

// Uses a fresh stack, as the old one may have overflowed.
__attribute__((naked)) static void template_start_on_fault(void)
{
    __asm__ volatile("mrs r0, msp\n ldr r1, =board_stack_top\n mov sp, r1\n b start_fault");
}

void start_entry(void)
{
    const uint32_t *from = start_data_from;

    for (uint32_t *p = board_data_start; p < start_data_end; p++)
        *p = *from++;
    for (uint32_t *p = board_bss_start; p < board_bss_end; p++)
        *p = 0;
    main();
    board_restart(); // main does not return
}

// B1.5.3. The chip's own interrupts follow; none is needed while they only end a sleep.
struct vectors {
    uint32_t *stack_top;
    void (*handler[15])(void);
};
__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    board_stack_top,
    { start_entry, template_start_on_fault, template_start_on_fault, template_start_on_fault,
      template_start_on_fault, template_start_on_fault, template_start_on_fault,
      template_start_on_fault, template_start_on_fault, template_start_on_fault,
      template_start_on_fault, template_start_on_fault, template_start_on_fault,
      template_start_on_fault, template_start_on_fault },
};
