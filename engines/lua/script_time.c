// The functions every, after, cancel, wait, uptime_ms and clock.
#include "script_inside.h"

enum { SHORTEST_MS = 10 };

static uint32_t ms_arg(lua_State *l, lua_Integer least)
{
    lua_Integer ms = luaL_checkinteger(l, 1);

    if (ms < least || ms > SCRIPT_WAIT_MAX_MS)
        luaL_error(l, "%I ms: it takes %d to %d", (LUAI_UACINT)ms, (int)least, SCRIPT_WAIT_MAX_MS);
    return (uint32_t)ms;
}

static int add_timer(lua_State *l, uint32_t in_ms, uint32_t period_ms)
{
    struct script *s = script_of(l);
    const struct call *c = script_call(l);
    unsigned i = 0;

    luaL_checktype(l, 2, LUA_TFUNCTION);
    if (!s->self)
        return luaL_error(l, "a module that stops begins nothing");
    while (i < SCRIPT_TIMERS && s->timers[i].id)
        i++;
    if (i == SCRIPT_TIMERS)
        return luaL_error(l, "there are %d timers already", SCRIPT_TIMERS);
    lua_settop(l, 2);
    struct script_timer t = { call_clock_ms(c) + in_ms, period_ms, ++s->last_id,
                              luaL_ref(l, LUA_REGISTRYINDEX) };
    s->timers[i] = t;
    lua_pushinteger(l, t.id);
    return 1;
}

static int every(lua_State *l)
{
    uint32_t ms = ms_arg(l, SHORTEST_MS);

    return add_timer(l, ms, ms);
}

static int after(lua_State *l)
{
    return add_timer(l, ms_arg(l, 0), 0);
}

static int script_time_cancel(lua_State *l)
{
    struct script *s = script_of(l);
    lua_Integer id = luaL_checkinteger(l, 1);
    bool was_there = false;

    for (unsigned i = 0; i < SCRIPT_TIMERS; i++) {
        if (!s->timers[i].id || s->timers[i].id != id)
            continue;
        luaL_unref(l, LUA_REGISTRYINDEX, s->timers[i].function);
        s->timers[i].id = 0;
        was_there = true;
    }
    lua_pushboolean(l, was_there);
    return 1;
}

static int wait(lua_State *l)
{
    struct script *s = script_of(l);
    uint32_t ms = ms_arg(l, 0);
    const struct call *c = script_call(l);

    if (!lua_isyieldable(l))
        return luaL_error(l, "wait() works in verbs; a timer sets another one by after()");
    if (!c->progress)
        return luaL_error(l, "nobody can wait for this call");
    s->wait_ms = ms;
    return lua_yield(l, 0);
}

// The node's clock wraps after 49 days; this one does not.
static int uptime_ms(lua_State *l)
{
    const struct call *c = script_call(l);

    lua_pushinteger(l, c->node->fact(c->node_ctx, FACT_UPTIME_MS));
    return 1;
}

static int clock(lua_State *l)
{
    const struct call *c = script_call(l);
    struct civil_time t = c->node->local_time(c->node_ctx);
    const struct {
        const char *name;
        int value;
    } parts[] = { { "year", t.year },           { "month", t.month },    { "day", t.day },
                  { "hour", t.hour },           { "minute", t.minute },  { "second", t.second },
                  { "weekday", t.weekday + 1 }, { "yearday", t.yearday } };

    lua_createtable(l, 0, COUNT(parts));
    for (size_t i = 0; i < COUNT(parts); i++) {
        lua_pushinteger(l, parts[i].value);
        lua_setfield(l, -2, parts[i].name);
    }
    return 1;
}

void script_open_time(lua_State *l)
{
    lua_register(l, "every", every);
    lua_register(l, "after", after);
    lua_register(l, "cancel", script_time_cancel);
    lua_register(l, "wait", wait);
    lua_register(l, "uptime_ms", uptime_ms);
    lua_register(l, "clock", clock);
}
