// Converts values between the stack and the form of their fields.
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

bool script_fits(double d)
{
    const double too_much = 9223372036854775808.0; // 2^63

    return d >= -too_much && d < too_much;
}

// Reads a number with the field's decimals as an integer. Integers stay exact.
static int64_t scaled_number(lua_State *l, int index, const struct field *f)
{
    double power = 1, v;

    for (unsigned i = 0; i < f->decimals; i++)
        power *= 10;
    if (lua_isinteger(l, index)) {
        int64_t n = lua_tointeger(l, index), most = INT64_MAX / (int64_t)power;
        if (n > most || n < -most)
            luaL_error(l, "%s is out of its range", f->name);
        return n * (int64_t)power;
    }
    v = lua_tonumber(l, index) * power;
    v = f->kind == K_FIXED ? round(v) : v;
    if (!script_fits(v) || v != floor(v))
        luaL_error(
            l, f->kind == K_FIXED ? "%s is out of its range" : "%s is a whole number of 64 bits",
            f->name);
    return (int64_t)v;
}

int64_t script_take_number(lua_State *l, int index, const struct field *f)
{
    struct field_range range = field_range(f);

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
    int64_t v = scaled_number(l, index, f);
    if (range.lo != range.hi && (v < range.lo || v > range.hi))
        luaL_error(l, "%s is out of its range", f->name);
    return v;
}

void script_push(lua_State *l, const struct field *f, union value v)
{
    int64_t n = f->kind == K_TEXT ? 0 : field_number(f, v);
    double d = (double)n;

    switch (f->kind) {
    case K_BOOL: lua_pushboolean(l, n != 0); return;
    case K_CHOICE: {
        struct text word = field_choice(f, (int32_t)n);
        lua_pushlstring(l, word.p, word.len);
        return;
    }
    case K_TEXT: lua_pushlstring(l, v.s.p ? v.s.p : "", v.s.len); return;
    case K_FIXED:
        for (unsigned i = 0; i < f->decimals; i++)
            d /= 10;
        lua_pushnumber(l, d);
        return;
    default: lua_pushinteger(l, n); return;
    }
}
