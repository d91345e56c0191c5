// When a UART cannot send.
#include "uart_room.h"
#include "board.h"

enum { PATIENCE_US = 1000000 };

bool uart_room_wait(bool (*has_room)(void))
{
    static bool has_given_up;
    uint64_t start_us;

    if (has_room()) {
        has_given_up = false;
        return true;
    }
    if (has_given_up)
        return false;
    start_us = board_clock_us();
    while (!has_room()) {
        if (board_clock_us() - start_us > PATIENCE_US) {
            has_given_up = true;
            return false;
        }
    }
    return true;
}
