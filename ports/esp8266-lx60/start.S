// Start code and exceptions of the lx106 (call0 calls, exceptions of kind XEA2, VECBASE: Xtensa
// Instruction Set Architecture reference manual, section 4.4). The chip's boot loader, here QEMU's,
// has put code and data where they run.

    .equ CAUSE_LOAD_STORE, 3        // a byte or halfword of memory that answers words only
    .equ CAUSE_INTERRUPT, 4
    .equ CAUSE_ALIGNMENT, 9
    .equ PS_MASKED, 0x2F            // UM, INTLEVEL 15, and EXCM clear: exceptions are handled
    .equ FRAME_SAR, 64              // on the stack: a0 to a15, then SAR
    .equ FRAME_BYTES, 80            // a multiple of 16
    .equ INSTRUCTION_BYTES, 3

    .section .vectors, "ax"
    .begin no-transform
    .global vector_base
    .org 0x00
vector_base:
    .org 0x10                       // debug, level 2
    j    fatal
    .org 0x20                       // NMI
    j    fatal
    .org 0x30                       // exception in kernel mode
    wsr.excsave1 a0
    j    exception
    .org 0x50                       // exception in user mode, and level-1 interrupts
    wsr.excsave1 a0
    j    exception
    .org 0x70                       // exception in the exception handler
    wsr.excsave1 a0
    j    fatal
    .org 0x80
    .end no-transform

    .section .iram, "ax"
    .literal_position
    .align 4
exception:
    rsr.exccause a0
    beqi a0, CAUSE_INTERRUPT, interrupt
    beqi a0, CAUSE_LOAD_STORE, narrow_load
    addi a0, a0, -CAUSE_ALIGNMENT
    beqz a0, narrow_load
    j    fatal

// An interrupt ends a sleep: it is masked until the main loop has looked. While the loop runs only
// the watchdog's timer is enabled.
    .align 4
interrupt:
    movi a0, board_is_asleep
    l32i a0, a0, 0
    beqz a0, watchdog
    movi a0, 0
    wsr.intenable a0
    rsync
    rsr.excsave1 a0
    rfe

    .align 4
watchdog:
    movi a1, board_stack_top
    rsr.epc1 a2
    movi a0, PS_MASKED
    wsr.ps a0
    rsync
    movi a0, reset_by_watchdog
    jx   a0

// Keeps what the C code may change, lets it do the load, and goes on behind the instruction.
    .align 4
narrow_load:
    addi a1, a1, -FRAME_BYTES
    s32i a2, a1, 8
    s32i a3, a1, 12
    s32i a4, a1, 16
    s32i a5, a1, 20
    s32i a6, a1, 24
    s32i a7, a1, 28
    s32i a8, a1, 32
    s32i a9, a1, 36
    s32i a10, a1, 40
    s32i a11, a1, 44
    s32i a12, a1, 48
    s32i a13, a1, 52
    s32i a14, a1, 56
    s32i a15, a1, 60
    rsr.excsave1 a2
    s32i a2, a1, 0                  // a0
    addi a2, a1, FRAME_BYTES
    s32i a2, a1, 4                  // a1
    rsr.sar a2
    s32i a2, a1, FRAME_SAR
    mov  a2, a1
    rsr.epc1 a3
    movi a0, board_complete_load
    callx0 a0
    beqz a2, fatal
    rsr.epc1 a2
    addi a2, a2, INSTRUCTION_BYTES
    wsr.epc1 a2
    l32i a2, a1, FRAME_SAR
    wsr.sar a2
    rsync
    l32i a0, a1, 0
    l32i a2, a1, 8
    l32i a3, a1, 12
    l32i a4, a1, 16
    l32i a5, a1, 20
    l32i a6, a1, 24
    l32i a7, a1, 28
    l32i a8, a1, 32
    l32i a9, a1, 36
    l32i a10, a1, 40
    l32i a11, a1, 44
    l32i a12, a1, 48
    l32i a13, a1, 52
    l32i a14, a1, 56
    l32i a15, a1, 60
    l32i a1, a1, 4
    rfe

    .align 4
fatal:
    movi a1, board_stack_top
    movi a2, why
    rsr.exccause a3
    rsr.epc1 a4
    rsr.excvaddr a5
    movi a0, PS_MASKED              // the report may need loads of bytes
    wsr.ps a0
    rsync
    movi a0, panic
    jx   a0

    .section .rodata.why, "a"
why:
    .asciz "exception"

    .section .iram.start, "ax"
    .literal_position
    .align 4
    .global _start
_start:
    movi a2, PS_MASKED
    wsr.ps a2
    rsync
    movi a2, 0
    wsr.intenable a2
    movi a2, vector_base
    wsr.vecbase a2
    rsync
    movi a1, board_stack_top
    movi a2, board_bss_start
    movi a3, board_bss_end
    movi a4, 0
1:  bgeu a2, a3, 2f
    s32i a4, a2, 0
    addi a2, a2, 4
    j    1b
2:  movi a0, main
    callx0 a0
    j    fatal                      // main never returns
