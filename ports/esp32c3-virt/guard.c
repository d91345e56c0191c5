// Physical memory protection: RISC-V privileged architecture 1.12, section 3.7. (Address 0 has no
// memory, so null pointers are exceptions anyway.)
#include "guard.h"
#include "board.h"
#include "csr.h"
#include <stdint.h>

extern uint32_t board_code_start[], board_code_end[];

// One byte per entry. A locked entry also applies to this mode.
enum { MAY_READ = 1 << 0, MAY_EXECUTE = 1 << 2, TO_HERE = 1 << 3, LOCKED = 1 << 7 };
enum { UNIT = 4 }; // addresses are in units of this many bytes

// Larger than any frame, so that no frame can jump over it.
enum { STACK_GUARD_BYTES = 1024 };

// Each entry covers the range from the previous address to its own. There are two pairs.
void guard_start(void)
{
    uint32_t code = LOCKED | TO_HERE | MAY_READ | MAY_EXECUTE, stack = LOCKED | TO_HERE;

    CSR_WRITE(pmpaddr0, (uintptr_t)board_code_start / UNIT);
    CSR_WRITE(pmpaddr1, (uintptr_t)board_code_end / UNIT);
    CSR_WRITE(pmpaddr2, ((uintptr_t)board_stack_low - STACK_GUARD_BYTES) / UNIT);
    CSR_WRITE(pmpaddr3, (uintptr_t)board_stack_low / UNIT);
    CSR_WRITE(pmpcfg0, code << 8 | stack << 24);
}
