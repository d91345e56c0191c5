// Values of fields: from the stack as their fields have them, and back.
#include "script_inside.h"
#include <math.h>

static int choice_at(const struct field *f, const char *word)
{
    struct text rest = text_of(f->choices);

    for (int i = 0; rest.len; i++)
        if (text_is(text_until(&rest, '|'), word))
            return i;
    return -1;
}

int32_t script_take_number(lua_State *l, int index, const struct field *f)
{
    if (f->kind == K_BOOL) {
        if (!lua_isboolean(l, index))
            luaL_error(l, "%s is true or false", f->name);
        return lua_toboolean(l, index);
    }
    if (f->kind == K_CHOICE) {
        const char *word = lua_type(l, index) == LUA_TSTRING ? lua_tostring(l, index) : "";
        int at = choice_at(f, word);
        if (at < 0)
            luaL_error(l, "%s is one of %s", f->name, f->choices);
        return at;
    }
    if (lua_type(l, index) != LUA_TNUMBER)
        luaL_error(l, "%s is a number", f->name);
    double v = lua_tonumber(l, index);
    for (unsigned i = 0; i < f->decimals; i++)
        v *= 10;
    v = f->kind == K_FIXED ? round(v) : v;
    if (!(v >= INT32_MIN && v <= INT32_MAX) || v != floor(v))
        luaL_error(l, "%s is a whole number of 32 bits", f->name);
    if (f->lo != f->hi && (v < f->lo || v > f->hi))
        luaL_error(l, "%s is out of its range", f->name);
    return (int32_t)v;
}

void script_push(lua_State *l, const struct field *f, union value v)
{
    double d = v.i;

    switch (f->kind) {
    case K_BOOL: lua_pushboolean(l, v.i); return;
    case K_CHOICE: {
        struct text word = field_choice(f, v.i);
        lua_pushlstring(l, word.p, word.len);
        return;
    }
    case K_TEXT: lua_pushlstring(l, v.s.p ? v.s.p : "", v.s.len); return;
    case K_FIXED:
        for (unsigned i = 0; i < f->decimals; i++)
            d /= 10;
        lua_pushnumber(l, d);
        return;
    default: lua_pushinteger(l, v.i); return;
    }
}
