// Monotonic time from the board, wall time from the network.
#include "clock.h"
#include "board.h"
#include "node/node.h"

static int64_t start_ms; // wall clock at the start of the board
static bool is_trusted;

uint64_t clock_ms(void)
{
    return board_clock_us() / 1000;
}

int64_t clock_wall_ms(void)
{
    return start_ms + (int64_t)clock_ms();
}

void clock_set_wall(int64_t ahead_ms)
{
    start_ms = ahead_ms;
    is_trusted = true;
}

bool clock_is_trusted(void)
{
    return is_trusted;
}

void clock_tell(struct node *n)
{
    node_time(n, clock_ms(), clock_wall_ms());
}
