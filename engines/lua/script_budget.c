// The budget of an entry: instructions, counted by a hook, and time. What runs in C without a hook
// (patterns, sorting, buses) pays for itself by script_spend.
#include "script_inside.h"

struct script_limits script_limits(uint32_t memory_kib, uint32_t ms)
{
    return (struct script_limits){ (size_t)memory_kib * 1024, ms * SCRIPT_STEPS_PER_MS, ms * 1000 };
}

// The clock is asked for the first time after SCRIPT_STRIDE instructions: most entries have none
// left by then, and need not pay for it.
static bool is_late(struct script *s)
{
    uint64_t now_us = s->env.spent_us ? s->env.spent_us(s->env.ctx) : 0;

    if (!s->spent_until_us)
        s->spent_until_us = now_us + s->limits.spent_us;
    return now_us > s->spent_until_us;
}

static void count(lua_State *l, lua_Debug *at);

static void over(struct script *s, lua_State *l, int level)
{
    s->is_over = true;
    lua_sethook(l, count, LUA_MASKCOUNT, 1);
    luaL_where(l, level);
    lua_pushliteral(l, "it runs too long and was stopped (luatime)");
    lua_concat(l, 2);
    lua_error(l);
}

// Once the budget is over every instruction fails, so that a loop around pcall ends too.
static void count(lua_State *l, lua_Debug *at)
{
    struct script *s = script_of(l);

    (void)at;
    if (!s->is_over && s->steps_left > SCRIPT_STRIDE && !is_late(s)) {
        s->steps_left -= SCRIPT_STRIDE;
        return;
    }
    over(s, l, 0);
}

void script_watch(struct script *s, lua_State *thread)
{
    lua_sethook(thread, count, LUA_MASKCOUNT, s->is_over ? 1 : SCRIPT_STRIDE);
}

void script_enter(struct script *s, lua_State *l)
{
    if (!s->depth++) {
        s->steps_left = s->limits.steps;
        s->spent_until_us = 0;
        s->is_over = s->is_gone = false;
    }
    script_watch(s, l);
}

void script_leave(struct script *s)
{
    s->depth--;
}

void script_spend(lua_State *l, size_t steps)
{
    struct script *s = script_of(l);

    if (!s->is_over && s->steps_left > steps) {
        s->steps_left -= (uint32_t)steps;
        return;
    }
    over(s, l, 1);
}
