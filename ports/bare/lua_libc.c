// What Lua asks of a board.
#include "board.h"
#include "lua_conf.h"

enum { LEVELS_MAX = 200 }; // as on a desktop

// As many as are in use when the stack comes to its end, so that the next one is too many.
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
