// Waiting for a UART that cannot send. If a byte has waited for a second, nobody reads. From then
// on nothing waits, until a whole FIFO of bytes has found room at once. The second is on the
// emulator's clock, which may run much faster than the reader's.
#include "uart_room.h"
#include "board.h"

enum { PATIENCE_US = 1000000, FIFO_BYTES = 16 };

bool uart_room_wait(bool (*has_room)(void))
{
    static unsigned untrusted; // bytes that must find room at once before waiting again
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
