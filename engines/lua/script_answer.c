// Writes what a verb returned as the verb declares it, row by row. Everything is checked before
// anything is written.
#include "script_inside.h"

enum { VALUE_STEPS = 20 };

// Checks that the value on top of the stack matches its row. Returns false for nil.
static bool script_answer_is_there(lua_State *l, const struct field *f)
{
    if (!lua_isnil(l, -1))
        return true;
    if (!(f->flags & F_OPTIONAL))
        luaL_error(l, "the answer declares %s, which is missing", f->name);
    return false;
}

static void script_answer_check(lua_State *l, const struct field *f)
{
    script_spend(l, VALUE_STEPS + script_text_bytes(l, -1));
    if (!script_answer_is_there(l, f))
        return;
    if (f->kind != K_TEXT) {
        (void)script_take_number(l, -1, f);
        return;
    }
    if (lua_type(l, -1) != LUA_TSTRING)
        luaL_error(l, "%s is a text", f->name);
    size_t len = (size_t)lua_rawlen(l, -1);
    if (f->lo != f->hi && (len < (size_t)f->lo || len > (size_t)f->hi))
        luaL_error(l, "%s takes %d to %d bytes", f->name, (int)f->lo, (int)f->hi);
}

static void script_answer_write(lua_State *l, struct call *c, unsigned i)
{
    const struct field *f = &c->verb->out[i];
    size_t len = 0;

    if (!script_answer_is_there(l, f))
        return;
    if (f->kind != K_TEXT) {
        call_out(c, i, script_take_number(l, -1, f));
        return;
    }
    const char *p = script_visible(l, -1, &len);
    call_out_text(c, i, text_make(p, len));
}

static void answer_map(lua_State *l, int index, struct call *c)
{
    if (!lua_istable(l, index))
        luaL_error(l, "the answer is declared as a map");
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < c->verb->n_out; i++) {
            lua_pushstring(l, c->verb->out[i].name);
            lua_rawget(l, index);
            if (pass)
                script_answer_write(l, c, i);
            else
                script_answer_check(l, &c->verb->out[i]);
            lua_pop(l, 1);
        }
    }
    reply_begin(c->reply, REPLY_MAP); // all values may be missing
}

// Refuses names without a row, which would be lost silently.
static void refuse_others(lua_State *l, int index, const struct verb *v)
{
    lua_pushnil(l);
    while (lua_next(l, index)) {
        const char *key = lua_type(l, -2) == LUA_TSTRING ? lua_tostring(l, -2) : "?";
        unsigned i = 0;
        while (i < v->n_out && !text_is(text_of(key), v->out[i].name))
            i++;
        if (i == v->n_out)
            luaL_error(l, "the answer has %s, which out does not declare", key);
        lua_pop(l, 1);
    }
}

static void answer_list(lua_State *l, int index, struct call *c)
{
    if (!lua_istable(l, index))
        luaL_error(l, "the answer is declared as a list");
    lua_Unsigned n = lua_rawlen(l, index);
    for (unsigned pass = 0; pass < 2; pass++) {
        for (lua_Unsigned i = 1; i <= n; i++) {
            lua_rawgeti(l, index, (lua_Integer)i);
            if (pass)
                script_answer_write(l, c, 0);
            else
                script_answer_check(l, &c->verb->out[0]);
            lua_pop(l, 1);
        }
    }
    reply_begin(c->reply, REPLY_LIST); // may be empty
}

static void answer_value(lua_State *l, int index, struct call *c)
{
    lua_pushvalue(l, index);
    script_answer_write(l, c, 0);
    lua_pop(l, 1);
}

void script_answer(lua_State *l, int index, struct call *c)
{
    switch (c->verb->answer) {
    case ANSWER_NOTHING:
        if (!lua_isnil(l, index))
            luaL_error(l, "the answer is declared as nothing");
        return;
    case ANSWER_TEXT:
        if (lua_type(l, index) != LUA_TSTRING)
            luaL_error(l, "the answer is declared as a text");
        script_reply(l, index, c->reply);
        return;
    case ANSWER_VALUE: answer_value(l, index, c); return;
    case ANSWER_LIST: answer_list(l, index, c); return;
    default:
        if (lua_istable(l, index))
            refuse_others(l, index, c->verb);
        answer_map(l, index, c);
    }
}
