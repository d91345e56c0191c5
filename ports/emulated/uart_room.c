// When a UART cannot send. A byte that waits for a second has nobody who reads it: from then on
// nothing waits, until a whole FIFO has found room at once. The second is the emulator's, whose
// clock may run much faster than whoever reads.
#include "uart_room.h"
#include "board.h"

enum { PATIENCE_US = 1000000, FIFO_BYTES = 16 };

bool uart_room_wait(bool (*has_room)(void))
{
    static unsigned untrusted; // bytes that must find room at once, before one is waited for again
    uint64_t start_us;

    if (has_room()) {
        untrusted -= untrusted != 0;
        return true;
    }
    if (untrusted)
        return false;
    start_us = board_clock_us();
    while (!has_room()) {
        if (board_clock_us() - start_us > PATIENCE_US) {
            untrusted = FIFO_BYTES;
            return false;
        }
    }
    return true;
}
