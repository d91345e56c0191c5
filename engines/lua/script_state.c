// state.level and state.level = 300: the declared fields of the module's state.
#include "base/bytes.h"
#include "base/visible.h"
#include "script_inside.h"
#include <string.h>

static const struct field *field_at(lua_State *l)
{
    const struct script *s = script_of(l);
    const char *name = lua_type(l, 2) == LUA_TSTRING ? lua_tostring(l, 2) : "?";

    for (unsigned i = 0; i < s->module.n_state; i++)
        if (!strcmp(s->module.state[i].name, name))
            return &s->module.state[i];
    luaL_error(l, "state = { ... } does not declare %s", name);
    return NULL;
}

static char *self_of(lua_State *l)
{
    const struct script *s = script_of(l);

    if (!s->self || s->is_gone)
        luaL_error(l, "the state is there in verbs, timers, edges and start only");
    return s->self;
}

static int get(lua_State *l)
{
    const struct field *f = field_at(l);
    const char *self = self_of(l);
    union value v = { 0 };

    if (f->kind == K_TEXT)
        v.s = text_of(self + f->at);
    else
        v = field_value(f, field_load(f, self));
    script_push(l, f, v);
    return 1;
}

static void set_text(lua_State *l, const struct field *f, char *at)
{
    size_t len = 0;
    const char *p = lua_type(l, 3) == LUA_TSTRING ? lua_tolstring(l, 3, &len) : NULL;

    if (!p)
        luaL_error(l, "state.%s is a text", f->name);
    if (len < (size_t)f->lo || len > (size_t)f->hi)
        luaL_error(l, "state.%s takes %d to %d bytes", f->name, (int)f->lo, (int)f->hi);
    if (!visible_text(text_make(p, len), "\n\t"))
        luaL_error(l, "state.%s takes UTF-8 text without control characters", f->name);
    bytes_copy(at, p, len + 1);
}

static int set(lua_State *l)
{
    const struct field *f = field_at(l);
    char *self = self_of(l);

    if (f->kind == K_TEXT)
        set_text(l, f, self + f->at);
    else
        field_store(f, self, script_take_number(l, 3, f));
    return 0;
}

void script_open_state(lua_State *l)
{
    lua_createtable(l, 0, 0);
    lua_createtable(l, 0, 3);
    lua_pushcfunction(l, get);
    lua_setfield(l, -2, "__index");
    lua_pushcfunction(l, set);
    lua_setfield(l, -2, "__newindex");
    lua_pushboolean(l, false);
    lua_setfield(l, -2, "__metatable");
    lua_setmetatable(l, -2);
    lua_setglobal(l, "state");
}
