// The budget of a cause: instructions, counted by a hook, and time. C code without a hook
// (patterns, sorting, buses) pays through script_spend.
#include "script_inside.h"

struct script_limits script_limits(uint32_t memory_kib, uint32_t ms)
{
    return (struct script_limits){ (size_t)memory_kib * 1024,
                                   { ms * SCRIPT_STEPS_PER_MS, ms * 1000 } };
}

// Instructions between two checks. It is lower if one instruction may compare two long texts.
static int stride(const struct script *s)
{
    enum { SHORT_BYTES = 1024 };

    if (s->env.budget->is_over)
        return 1;
    if (s->longest_bytes <= SHORT_BYTES)
        return SCRIPT_STRIDE;
    return 1 + (int)((SCRIPT_STRIDE - 1) * SHORT_BYTES / s->longest_bytes);
}

static void count(lua_State *l, lua_Debug *at);

static void over(struct script *s, lua_State *l, int level)
{
    lua_sethook(l, count, LUA_MASKCOUNT, stride(s));
    luaL_where(l, level);
    lua_pushliteral(l, "it runs too long and was stopped (luatime)");
    lua_concat(l, 2);
    lua_error(l);
}

// Also pays for memory that was taken since the last time.
static bool spend(struct script *s, size_t steps)
{
    steps += s->owed_steps;
    s->owed_steps = 0;
    return budget_spend(s->env.budget, steps);
}

// When the budget is used up every instruction fails, so a loop around pcall ends too.
static void count(lua_State *l, lua_Debug *at)
{
    struct script *s = script_of(l);
    int passed = lua_gethookcount(l);

    (void)at;
    if (!spend(s, (size_t)passed) || (passed < SCRIPT_STRIDE && !budget_look(s->env.budget)))
        over(s, l, 0);
    if (passed != stride(s))
        script_watch(s, l);
}

void script_watch(struct script *s, lua_State *thread)
{
    lua_sethook(thread, count, LUA_MASKCOUNT, stride(s));
}

void script_enter(struct script *s, lua_State *l, struct budget_frame *outer)
{
    if (!s->depth++)
        s->is_gone = false;
    budget_enter(s->env.budget, &s->share, &s->limits.cause, outer);
    script_watch(s, l);
}

void script_leave(struct script *s, const struct budget_frame *outer)
{
    s->depth--;
    budget_leave(s->env.budget, outer);
}

void script_spend(lua_State *l, size_t steps)
{
    struct script *s = script_of(l);

    if (!spend(s, steps))
        over(s, l, 1);
}

void script_look(lua_State *l)
{
    struct script *s = script_of(l);

    if (!budget_look(s->env.budget))
        over(s, l, 1);
}
