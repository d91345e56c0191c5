// Writes what a verb returned: a text, a number, a table with keys as a map, or one without keys as
// a list. Everything is checked before anything is written.
#include "base/visible.h"
#include "script_inside.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS = 3, SCALE = 1000, ENTRIES = 256, VALUE_STEPS = 20 };

// Converts a number with up to three decimals to a 64-bit integer.
static bool fixed(lua_State *l, int index, int64_t *v, uint8_t *decimals)
{
    double d = lua_tonumber(l, index);

    *decimals = 0;
    if (lua_isinteger(l, index)) {
        *v = lua_tointeger(l, index);
        return true;
    }
    if (d != floor(d)) {
        d = round(d * (double)SCALE);
        *decimals = DECIMALS;
    }
    if (!script_fits(d))
        return false;
    *v = (int64_t)d;
    for (; *decimals && *v % 10 == 0; --*decimals)
        *v /= 10;
    return true;
}

static void script_reply_check(lua_State *l, int index)
{
    int64_t v;
    uint8_t decimals;
    int type = lua_type(l, index);

    script_spend(l, VALUE_STEPS + script_text_bytes(l, index));
    if (type == LUA_TNUMBER && !fixed(l, index, &v, &decimals))
        luaL_error(l, "a number of the answer does not fit 64 bits");
    if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN)
        luaL_error(l, "an answer holds texts, numbers, true and false, not a %s",
                   lua_typename(l, type));
}

const char *script_visible(lua_State *l, int index, size_t *len)
{
    const char *p = lua_tolstring(l, index, len);
    luaL_Buffer clean;

    if (visible_text(text_make(p, *len), "\n\t"))
        return p;
    index = lua_absindex(l, index);
    char *copy = luaL_buffinitsize(l, &clean, *len);
    memcpy(copy, p, *len);
    visible_make(copy, *len, "\n\t");
    luaL_pushresultsize(&clean, *len);
    lua_replace(l, index);
    return lua_tostring(l, index);
}

// Writes one value: alone, in a list, or after its key.
static void script_reply_write(lua_State *l, int index, struct reply *r, const char *key)
{
    int64_t v = 0;
    uint8_t decimals = 0;

    if (lua_type(l, index) == LUA_TSTRING) {
        size_t len;
        const char *p = script_visible(l, index, &len);
        reply_pair_text(r, key, text_make(p, len));
    } else if (lua_isboolean(l, index)) {
        reply_pair_bool(r, key, lua_toboolean(l, index));
    } else {
        (void)fixed(l, index, &v, &decimals);
        reply_pair_fixed(r, key, v, decimals);
    }
}

static void write_list(lua_State *l, int index, struct reply *r, lua_Unsigned n)
{
    for (lua_Unsigned i = 1; i <= n; i++) {
        lua_rawgeti(l, index, (lua_Integer)i);
        script_reply_check(l, -1);
        lua_pop(l, 1);
    }
    reply_begin(r, REPLY_LIST);
    for (lua_Unsigned i = 1; i <= n; i++) {
        lua_rawgeti(l, index, (lua_Integer)i);
        script_reply_write(l, lua_gettop(l), r, NULL);
        lua_pop(l, 1);
    }
}

static int script_reply_by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Tables have no order, so keys are written sorted by name.
static void write_map(lua_State *l, int index, struct reply *r)
{
    const char **keys = lua_newuserdatauv(l, ENTRIES * sizeof *keys, 0);
    unsigned n = 0;

    lua_pushnil(l);
    while (lua_next(l, index)) {
        if (lua_type(l, -2) != LUA_TSTRING || n == ENTRIES)
            luaL_error(l, "an answer is a list, or a map with up to %d names", ENTRIES);
        script_reply_check(l, -1);
        keys[n] = lua_tostring(l, -2);
        if (!visible_text(text_of(keys[n++]), ""))
            luaL_error(l, "a name in an answer has control characters");
        lua_pop(l, 1);
    }
    qsort(keys, n, sizeof *keys, script_reply_by_name);
    reply_begin(r, REPLY_MAP);
    for (unsigned i = 0; i < n; i++) {
        lua_pushstring(l, keys[i]);
        lua_rawget(l, index);
        script_reply_write(l, lua_gettop(l), r, keys[i]);
        lua_pop(l, 1);
    }
}

static void script_reply_write_text(lua_State *l, int index, struct reply *r)
{
    size_t len;
    const char *p = script_visible(l, index, &len);

    script_spend(l, len);
    reply_text(r, "%.*s", (int)len, p);
}

void script_reply(lua_State *l, int index, struct reply *r)
{
    switch (lua_type(l, index)) {
    case LUA_TNIL: return;
    case LUA_TSTRING: script_reply_write_text(l, index, r); return;
    case LUA_TTABLE: {
        lua_Unsigned n = lua_rawlen(l, index);
        if (n)
            write_list(l, index, r, n);
        else
            write_map(l, index, r);
        return;
    }
    default:
        script_reply_check(l, index);
        reply_begin(r, REPLY_VALUE);
        script_reply_write(l, index, r, NULL);
    }
}
