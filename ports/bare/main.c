// micros-node on a chip without an operating system: one thread that never ends.
#include "board.h"
#include "device.h"
#include "memory.h"
#include "round.h"

int main(void)
{
    memory_paint_stack();
    board_start();
    board_watchdog_feed(DEVICE_WATCHDOG_MS);
    device_start();
    round_loop();
}
