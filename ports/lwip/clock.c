// Monotonic time from the board, wall time from the network.
#include "board.h"
#include "clock.h"
#include "stack.h"

static int64_t start_s; // the wall clock when the board started

uint64_t clock_ms(void)
{
    return board_clock_us() / 1000;
}

int64_t clock_wall_s(void)
{
    return start_s + (int64_t)(clock_ms() / 1000);
}

void clock_set_wall(uint32_t seconds)
{
    start_s = (int64_t)seconds - (int64_t)(clock_ms() / 1000);
}

// What lwIP's timers count by.
u32_t sys_now(void)
{
    return (u32_t)clock_ms();
}
