// The table functions. They ignore metatables. Each pays for the elements that it visits, because
// Lua's own functions can be made to visit 2^62 of them.
#include "script_inside.h"

enum { BYTES_A_STEP = 4 }; // copied or compared for one step

static lua_Integer script_table_length(lua_State *l, int index)
{
    luaL_checktype(l, index, LUA_TTABLE);
    return (lua_Integer)lua_rawlen(l, index);
}

static void script_table_spend(lua_State *l, lua_Integer n)
{
    script_spend(l, n > 0 ? (size_t)n : 0);
}

static int insert(lua_State *l)
{
    lua_Integer n = script_table_length(l, 1), at = n + 1;

    luaL_argcheck(l, lua_gettop(l) == 2 || lua_gettop(l) == 3, 1,
                  "insert(list, [position,] value)");
    if (lua_gettop(l) == 3)
        at = luaL_checkinteger(l, 2);
    luaL_argcheck(l, at >= 1 && at <= n + 1, 2, "position out of bounds");
    script_table_spend(l, n + 1 - at);
    for (lua_Integer i = n; i >= at; i--) {
        lua_rawgeti(l, 1, i);
        lua_rawseti(l, 1, i + 1);
    }
    lua_rawseti(l, 1, at);
    return 0;
}

static int remove_one(lua_State *l)
{
    lua_Integer n = script_table_length(l, 1), at = luaL_optinteger(l, 2, n);

    luaL_argcheck(l, lua_gettop(l) < 2 || (at >= 1 && at <= n + 1) || (!n && !at), 2,
                  "position out of bounds");
    script_table_spend(l, n - at);
    lua_rawgeti(l, 1, at);
    for (; at < n; at++) {
        lua_rawgeti(l, 1, at + 1);
        lua_rawseti(l, 1, at);
    }
    lua_pushnil(l);
    lua_rawseti(l, 1, at);
    return 1;
}

static int concat(lua_State *l)
{
    size_t len;
    const char *separator = luaL_optlstring(l, 2, "", &len);
    lua_Integer i = luaL_optinteger(l, 3, 1),
                last = luaL_optinteger(l, 4, script_table_length(l, 1));
    luaL_Buffer b;

    luaL_buffinit(l, &b);
    for (; i <= last; i++) {
        lua_rawgeti(l, 1, i);
        script_spend(l, 1 + (len + script_text_bytes(l, -1)) / BYTES_A_STEP);
        if (!lua_isstring(l, -1))
            return luaL_error(l, "invalid value (at index %I) in table for 'concat'",
                              (LUAI_UACINT)i);
        luaL_addvalue(&b);
        if (i == last)
            break;
        luaL_addlstring(&b, separator, len);
    }
    luaL_pushresult(&b);
    return 1;
}

static int unpack(lua_State *l)
{
    lua_Integer i = luaL_optinteger(l, 2, 1),
                last = luaL_optinteger(l, 3, script_table_length(l, 1));

    if (i > last)
        return 0;
    lua_Unsigned n = (lua_Unsigned)last - (lua_Unsigned)i;
    if (n >= 1000 || !lua_checkstack(l, (int)n + 1))
        return luaL_error(l, "too many results to unpack");
    script_spend(l, (size_t)n);
    for (; i < last; i++)
        lua_rawgeti(l, 1, i);
    lua_rawgeti(l, 1, last);
    return (int)n + 1;
}

static int pack(lua_State *l)
{
    int n = lua_gettop(l);

    script_spend(l, (size_t)n);
    lua_createtable(l, n, 1);
    lua_insert(l, 1);
    for (int i = n; i >= 1; i--)
        lua_rawseti(l, 1, i);
    lua_pushinteger(l, n);
    lua_setfield(l, 1, "n");
    return 1;
}

// Whether element a comes before element b, by the function at index 2 or by "<".
static bool is_less(lua_State *l, lua_Integer a, lua_Integer b)
{
    bool less;

    if (lua_isnil(l, 2)) {
        lua_rawgeti(l, 1, a);
        lua_rawgeti(l, 1, b);
        script_spend(l, 4 + script_text_bytes(l, -1) / BYTES_A_STEP);
        less = lua_compare(l, -2, -1, LUA_OPLT);
        lua_pop(l, 2);
        return less;
    }
    script_spend(l, 4);
    lua_pushvalue(l, 2);
    lua_rawgeti(l, 1, a);
    lua_rawgeti(l, 1, b);
    lua_call(l, 2, 1);
    less = lua_toboolean(l, -1);
    lua_pop(l, 1);
    return less;
}

static void swap(lua_State *l, lua_Integer a, lua_Integer b)
{
    lua_rawgeti(l, 1, a);
    lua_rawgeti(l, 1, b);
    lua_rawseti(l, 1, a);
    lua_rawseti(l, 1, b);
}

static void sift(lua_State *l, lua_Integer root, lua_Integer n)
{
    for (lua_Integer child; (child = 2 * root) <= n; root = child) {
        if (child < n && is_less(l, child, child + 1))
            child++;
        if (!is_less(l, root, child))
            return;
        swap(l, root, child);
    }
}

// Heapsort: it has no bad worst case, and an inconsistent order only sorts badly.
static int sort(lua_State *l)
{
    lua_Integer n = script_table_length(l, 1);

    if (!lua_isnoneornil(l, 2))
        luaL_checktype(l, 2, LUA_TFUNCTION);
    lua_settop(l, 2);
    script_table_spend(l, n);
    for (lua_Integer i = n / 2; i >= 1; i--)
        sift(l, i, n);
    for (; n > 1; n--) {
        swap(l, 1, n);
        sift(l, 1, n - 1);
    }
    return 0;
}

void script_open_table(lua_State *l)
{
    static const luaL_Reg functions[] = {
        { "insert", insert }, { "remove", remove_one }, { "concat", concat }, { "unpack", unpack },
        { "pack", pack },     { "sort", sort },         { NULL, NULL },
    };

    luaL_newlib(l, functions);
    lua_setglobal(l, "table");
    lua_settop(l, 0);
}
