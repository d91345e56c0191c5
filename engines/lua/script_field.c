// Reads the rows of a declaration. An argument: {"level", "int", min = 0, max = 100}. A value of an
// answer: {"temp", "fixed", unit = "C", class = "temperature"}. A member of the state: {300, min =
// 0, max = 1000, keep = true}.
#include "script_inside.h"
#include <string.h>

enum { NAME_MAX_BYTES = 24, DECIMALS_MAX = 6, DECIMALS_OF_STATE = 3 };

bool script_is_name(const char *text)
{
    struct text t = text_of(text);

    return t.len && t.len <= NAME_MAX_BYTES && text_is_name(t, "_") &&
           !(*text >= '0' && *text <= '9');
}

void script_only(lua_State *l, const char *where, const char *const *known)
{
    lua_pushnil(l);
    while (lua_next(l, -2)) {
        lua_pop(l, 1);
        if (lua_type(l, -1) != LUA_TSTRING)
            continue;
        const char *key = lua_tostring(l, -1);
        unsigned i = 0;
        while (known[i] && strcmp(known[i], key))
            i++;
        if (!known[i]) {
            luaL_Buffer b;
            luaL_buffinit(l, &b);
            for (i = 0; known[i]; i++) {
                luaL_addstring(&b, i ? ", " : "");
                luaL_addstring(&b, known[i]);
            }
            luaL_pushresult(&b);
            luaL_error(l, "%s: there is no '%s'; it takes %s", where, key, lua_tostring(l, -1));
        }
    }
}

const char *script_string(lua_State *l, const char *where, const char *key, const char *otherwise)
{
    const char *kept = otherwise;

    lua_getfield(l, -1, key);
    if (lua_type(l, -1) == LUA_TSTRING)
        kept = script_keep(l, lua_tostring(l, -1));
    else if (!lua_isnil(l, -1))
        luaL_error(l, "%s: %s is a text", where, key);
    lua_pop(l, 1);
    return kept;
}

lua_Integer script_number(lua_State *l, const char *where, const char *key, lua_Integer otherwise)
{
    int ok = 1;

    lua_getfield(l, -1, key);
    if (!lua_isnil(l, -1))
        otherwise = lua_type(l, -1) == LUA_TNUMBER ? lua_tointegerx(l, -1, &ok) : (ok = 0);
    if (!ok || otherwise < INT32_MIN || otherwise > INT32_MAX)
        luaL_error(l, "%s: %s is a whole number of 32 bits", where, key);
    lua_pop(l, 1);
    return otherwise;
}

bool script_flag(lua_State *l, const char *where, const char *key)
{
    lua_getfield(l, -1, key);
    bool on = lua_toboolean(l, -1);
    if (!lua_isnil(l, -1) && !lua_isboolean(l, -1))
        luaL_error(l, "%s: %s is true or false", where, key);
    lua_pop(l, 1);
    return on;
}

static enum field_kind script_field_kind_of(lua_State *l, const char *where, const char *name)
{
    static const enum field_kind kinds[] = { K_BOOL, K_INT, K_FIXED, K_CHOICE, K_TEXT };

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(name, field_kind_name(kinds[i])))
            return kinds[i];
    luaL_error(l, "%s: '%s' is no kind; there are bool, int, fixed, choice and text", where, name);
    return K_INT;
}

// The first value of a state decides its kind.
static enum field_kind kind_of_value(lua_State *l, const char *where, bool has_choices)
{
    switch (lua_type(l, -1)) {
    case LUA_TBOOLEAN: return K_BOOL;
    case LUA_TNUMBER: return lua_isinteger(l, -1) ? K_INT : K_FIXED;
    case LUA_TSTRING: return has_choices ? K_CHOICE : K_TEXT;
    default: luaL_error(l, "%s: begin it with a number, a text, true or false", where);
    }
    return K_INT;
}

// Numbers of a fixed field are written with their point: 1.5.
static int64_t scaled(lua_State *l, const char *where, const char *key, const struct field *f)
{
    struct field unlimited = {
        .name = key, .kind = f->kind, .decimals = f->decimals, .is_wide = true
    };

    lua_getfield(l, -1, key);
    if (lua_isnil(l, -1)) {
        lua_pop(l, 1);
        return 0;
    }
    if (f->kind == K_BOOL || f->kind == K_CHOICE)
        luaL_error(l, "%s: %s is for numbers and texts", where, key);
    unlimited.kind = f->kind == K_TEXT ? K_INT : f->kind;
    int64_t v = script_take_number(l, -1, &unlimited);
    lua_pop(l, 1);
    return v;
}

// The limits for the length of a text.
static void lengths(lua_State *l, struct field *f, const char *where, int64_t lo, int64_t hi)
{
    if (lo < 0)
        luaL_error(l, "%s: a text is not shorter than nothing", where);
    if (hi > SCRIPT_STRING_MAX)
        luaL_error(l, "%s: a text has up to %d bytes", where, SCRIPT_STRING_MAX);
    f->lo = (int32_t)lo;
    f->hi = (int32_t)hi;
}

static void limits(lua_State *l, struct field *f, const char *where)
{
    int64_t lo = scaled(l, where, "min", f), hi = scaled(l, where, "max", f);
    int64_t step = scaled(l, where, "step", f);

    if (hi < lo)
        luaL_error(l, "%s: max is below min", where);
    if (step < 0 || step > UINT16_MAX)
        luaL_error(l, "%s: step is up to %d, decimals included", where, UINT16_MAX);
    f->step = (uint16_t)step;
    if (f->kind == K_TEXT)
        lengths(l, f, where, lo, hi);
    if (f->kind != K_INT && f->kind != K_FIXED)
        return;
    struct field_range *range = script_take(l, sizeof *range);
    *range = (struct field_range){ lo, hi, 0 };
    f->range = range;
    f->is_wide = true;
}

// Reads the default from the value on top.
static void take_default(lua_State *l, struct field *f, const char *where)
{
    if (f->kind != K_TEXT) {
        int64_t v = script_take_number(l, -1, f);
        if (f->is_wide)
            ((struct field_range *)(uintptr_t)f->range)->def = v;
        else
            f->def = (int32_t)v;
        return;
    }
    if (lua_type(l, -1) != LUA_TSTRING)
        luaL_error(l, "%s: its default is a text", where);
    f->text_def = script_keep(l, lua_tostring(l, -1));
    size_t len = text_of(f->text_def).len;
    if (f->lo != f->hi && (len < (size_t)f->lo || len > (size_t)f->hi))
        luaL_error(l, "%s: its default has a length that it does not take", where);
}

static void take_class(lua_State *l, struct field *f, const char *where)
{
    const char *name = script_string(l, where, "class", NULL);

    f->class = name ? (uint8_t)field_class_of(text_of(name)) : CLASS_NONE;
    if (name && !f->class)
        luaL_error(l, "%s: '%s' is no class, such as temperature; the documentation lists them",
                   where, name);
}

static void common(lua_State *l, struct field *f, const char *where)
{
    f->help = script_string(l, where, "help", NULL);
    f->unit = script_string(l, where, "unit", NULL);
    take_class(l, f, where);
    lua_Integer decimals =
        script_number(l, where, "decimals", f->kind == K_FIXED ? f->decimals : 0);
    if (decimals < 0 || decimals > DECIMALS_MAX || (decimals && f->kind != K_FIXED))
        luaL_error(l, "%s: decimals are for fixed, 0 to %d", where, DECIMALS_MAX);
    f->decimals = (unsigned)decimals & 15u;
    if (f->kind == K_CHOICE) {
        f->choices = script_string(l, where, "choices", NULL);
        if (!f->choices || !*f->choices)
            luaL_error(l, "%s: say its choices, as \"off|low|high\"", where);
    }
    limits(l, f, where);
}

// Reads the name and the kind at the beginning of a row.
static void name_and_kind(lua_State *l, struct field *f, const char *where)
{
    lua_geti(l, -1, 1);
    lua_geti(l, -2, 2);
    if (lua_type(l, -1) != LUA_TSTRING || lua_type(l, -2) != LUA_TSTRING)
        luaL_error(l, "%s: %s is {\"name\", \"kind\", ...}", where,
                   strstr(where, ".out") ? "a value" : "an argument");
    f->name = script_keep(l, lua_tostring(l, -2));
    if (!script_is_name(f->name))
        luaL_error(l, "%s: '%s' is no name: letters, digits and _, up to %d", where, f->name,
                   NAME_MAX_BYTES);
    f->kind = script_field_kind_of(l, where, lua_tostring(l, -1));
    f->decimals = f->kind == K_FIXED ? 1 : 0;
    lua_pop(l, 2);
}

static void script_field_answer(lua_State *l, struct field *f, const char *where)
{
    static const char *const known[] = { "help",     "unit",     "min",   "max", "choices",
                                         "decimals", "optional", "class", NULL };

    script_only(l, where, known);
    name_and_kind(l, f, where);
    common(l, f, where);
    f->flags |= script_flag(l, where, "optional") ? F_OPTIONAL : 0;
}

static void argument(lua_State *l, struct field *f, const char *where)
{
    static const char *const known[] = { "help",    "unit",    "min",      "max",      "step",
                                         "default", "choices", "decimals", "optional", "clamp",
                                         "word",    "command", "class",    NULL };

    script_only(l, where, known);
    name_and_kind(l, f, where);
    common(l, f, where);
    bool optional = script_flag(l, where, "optional"), clamp = script_flag(l, where, "clamp");
    bool word = script_flag(l, where, "word");
    if (lua_getfield(l, -1, "default") != LUA_TNIL) {
        take_default(l, f, where);
        optional = true;
    }
    lua_pop(l, 1);
    bool command = script_flag(l, where, "command");
    if ((word || command) && f->kind != K_TEXT)
        luaL_error(l, "%s: %s is for texts", where, word ? "word" : "command");
    f->flags |= (uint16_t)((optional ? F_OPTIONAL : 0) | (clamp ? F_CLAMP : 0) |
                           (word ? F_WORD : 0) | (command ? F_COMMAND : 0));
}

// Accepts "name = value" instead of "name = {value}".
static void script_field_state(lua_State *l, struct field *f, const char *where)
{
    static const char *const known[] = { "help",    "unit",     "min",  "max",   "step",
                                         "choices", "decimals", "keep", "class", NULL };

    if (!lua_istable(l, -1)) {
        lua_createtable(l, 1, 0);
        lua_insert(l, -2);
        lua_seti(l, -2, 1);
    }
    script_only(l, where, known);
    bool has_choices = lua_getfield(l, -1, "choices") != LUA_TNIL;
    lua_pop(l, 1);
    lua_geti(l, -1, 1);
    f->kind = kind_of_value(l, where, has_choices);
    f->decimals = f->kind == K_FIXED ? DECIMALS_OF_STATE : 0;
    lua_insert(l, -2);
    common(l, f, where);
    if (script_flag(l, where, "keep"))
        f->flags |= F_KEEP;
    if (f->kind == K_TEXT && f->lo == f->hi)
        f->hi = SCRIPT_TEXT_MAX;
    lua_insert(l, -2);
    take_default(l, f, where);
    lua_pop(l, 1);
}

void script_field(lua_State *l, struct field *f, const char *where, enum script_role role)
{
    if (role == SCRIPT_STATE)
        script_field_state(l, f, where);
    else if (!lua_istable(l, -1))
        luaL_error(l, "%s: %s is {\"name\", \"kind\", ...}", where,
                   role == SCRIPT_ANSWER ? "a value" : "an argument");
    else if (role == SCRIPT_ANSWER)
        script_field_answer(l, f, where);
    else
        argument(l, f, where);
}
