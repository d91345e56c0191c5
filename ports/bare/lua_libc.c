// Functions that Lua needs on a board.
#include "board.h"
#include "lua_conf.h"

enum { LEVELS_MAX = 200 }; // as on a desktop

// The levels in use count as the maximum when the stack is nearly full, so one more is refused.
int bare_lua_levels(unsigned used)
{
    uintptr_t at = (uintptr_t)__builtin_frame_address(0);
    bool is_low = at < (uintptr_t)board_stack_low + USERMOD_STACK_RESERVE;

    return is_low && used < LEVELS_MAX ? (int)used : LEVELS_MAX;
}

unsigned bare_lua_seed(void)
{
    unsigned seed;

    board_random((uint8_t *)&seed, sizeof seed);
    return seed;
}
