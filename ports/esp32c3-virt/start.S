// Start and traps. No trap returns: the timer's interrupt is the watchdog, anything else is a
// panic. So no registers are saved. The timer's interrupt is the only one that is ever enabled
// (timer.c).
    .option arch, +zicsr
    .section .boot, "ax"
    .global _start
_start:
    csrw mie, zero
    .option push
    .option norelax
    la   gp, __global_pointer$
    .option pop
    la   sp, board_stack_top
    la   tp, board_tls
    la   t0, trap
    csrw mtvec, t0
    la   t0, board_bss_start
    la   t1, board_bss_end
1:  bgeu t0, t1, 2f
    sw   zero, 0(t0)
    addi t0, t0, 4
    j    1b
2:  call guard_start
    call main
    j    board_restart              // main does not return

    .balign 4                       // the low bits of mtvec are a mode
trap:
    la   sp, board_stack_top
    csrr a1, mcause
    csrr a2, mepc
    csrr a3, mtval
    bltz a1, bite                   // the top bit: an interrupt
    la   a0, why
    j    panic
bite:
    mv   a0, a2
    j    reset_by_watchdog

    .section .rodata.why, "a"
why:.asciz "processor exception"
