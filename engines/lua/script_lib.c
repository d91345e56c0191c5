// The parts of Lua's own libraries that a module can use. These are left out:
// - what reaches the machine: io, os, package, load, dofile, require, debug
// - C functions that may run forever: the library's patterns and table functions, replaced by ours
// - what would run outside of the budget: xpcall, whose handler runs inside the hook, and __gc
// - what only confuses: collectgarbage, and coroutine, for which there is wait()
#include "script_inside.h"
#include <lualib.h>
#include <string.h>

// Refuses a metatable with __gc: its function would run during a collection, where no budget is
// counted.
static int set_metatable(lua_State *l)
{
    int type = lua_type(l, 2);

    luaL_checktype(l, 1, LUA_TTABLE);
    luaL_argexpected(l, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
    if (luaL_getmetafield(l, 1, "__metatable") != LUA_TNIL)
        return luaL_error(l, "cannot change a protected metatable");
    if (type == LUA_TTABLE) {
        lua_pushliteral(l, "__gc");
        if (lua_rawget(l, 2) != LUA_TNIL)
            return luaL_error(l, "__gc is not for modules");
    }
    lua_settop(l, 2);
    lua_setmetatable(l, 1);
    return 1;
}

void script_open_base(lua_State *l)
{
    static const char *const left_out[] = { "collectgarbage", "dofile", "load",  "loadfile",
                                            "print",          "warn",   "xpcall" };

    luaL_requiref(l, LUA_GNAME, luaopen_base, 1);
    for (size_t i = 0; i < COUNT(left_out); i++) {
        lua_pushnil(l);
        lua_setfield(l, -2, left_out[i]);
    }
    lua_pushcfunction(l, set_metatable);
    lua_setfield(l, -2, "setmetatable");
    lua_settop(l, 0);
}

void script_open_math(lua_State *l)
{
    luaL_requiref(l, LUA_MATHLIBNAME, luaopen_math, 1);
    lua_settop(l, 0);
}

enum { CALL_STEPS = 20, FORMAT_STEPS = 200, BYTES_A_STEP = 4 };

// Calls a library function (its upvalue) that reads its texts once. It costs their length.
static int charged(lua_State *l)
{
    size_t bytes = 0;

    for (int i = lua_gettop(l); i >= 1; i--)
        bytes += script_text_bytes(l, i);
    script_spend(l, (size_t)lua_tointeger(l, lua_upvalueindex(2)) + bytes / BYTES_A_STEP);
    return lua_tocfunction(l, lua_upvalueindex(1))(l);
}

static void charge(lua_State *l, const char *name, int steps)
{
    lua_getfield(l, -1, name);
    lua_pushinteger(l, steps);
    lua_pushcclosure(l, charged, 2);
    lua_setfield(l, -2, name);
}

// The library's own loops `count` times even if each copy is empty.
static int repeat(lua_State *l)
{
    size_t len, separator_len;
    const char *s = luaL_checklstring(l, 1, &len);
    lua_Integer n = luaL_checkinteger(l, 2);
    const char *separator = luaL_optlstring(l, 3, "", &separator_len);
    size_t most = script_of(l)->limits.memory_bytes;
    luaL_Buffer b;

    if (n <= 0 || !(len + separator_len)) {
        lua_pushliteral(l, "");
        return 1;
    }
    if ((lua_Unsigned)n > most / (len + separator_len))
        return luaL_error(l, "resulting string too large");
    script_spend(l, (size_t)n + (size_t)n * (len + separator_len) / BYTES_A_STEP);
    char *to = luaL_buffinitsize(l, &b, (size_t)n * (len + separator_len)), *begin = to;
    for (; n > 0; n--) {
        memcpy(to, s, len);
        to += len;
        if (n > 1) {
            memcpy(to, separator, separator_len);
            to += separator_len;
        }
    }
    luaL_pushresultsize(&b, (size_t)(to - begin));
    return 1;
}

void script_open_string(lua_State *l)
{
    static const char *const over_texts[] = { "byte",    "char", "lower",  "upper",
                                              "reverse", "pack", "unpack", "packsize" };

    luaL_requiref(l, LUA_STRLIBNAME, luaopen_string, 1);
    lua_pushnil(l);
    lua_setfield(l, -2, "dump");
    lua_pushcfunction(l, repeat);
    lua_setfield(l, -2, "rep");
    luaL_setfuncs(l, script_patterns, 0);
    for (size_t i = 0; i < COUNT(over_texts); i++)
        charge(l, over_texts[i], CALL_STEPS);
    charge(l, "format", FORMAT_STEPS); // a double may have hundreds of digits
    lua_settop(l, 0);
}
