// What Lua asks of a board.
#include <stdlib.h>
#include "board.h"
#include "lua_conf.h"

enum { LEVELS_MAX = 200 }; // as on a desktop

// As many as are in use when the stack comes to its end, so that the next one is too many.
int lwip_lua_levels(unsigned used)
{
    uintptr_t at = (uintptr_t)__builtin_frame_address(0);
    bool is_low = at < (uintptr_t)board_stack_low + USERMOD_STACK_RESERVE;

    return is_low && used < LEVELS_MAX ? (int)used : LEVELS_MAX;
}

unsigned lwip_lua_seed(void)
{
    unsigned seed;

    board_random((uint8_t *)&seed, sizeof seed);
    return seed;
}

// Lua calls it after an error outside of every protected call, which the engine never leaves.
_Noreturn void abort(void)
{
    panic("abort", 0, 0, 0);
}
