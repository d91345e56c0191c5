// The call in which a script runs. Turns errors into errors of Lua and into text.
#include "base/visible.h"
#include "mod/call.h"
#include "script_inside.h"

struct call *script_call(lua_State *l)
{
    struct script *s = script_of(l);

    if (!s->call || s->is_gone)
        luaL_error(l, "that works in verbs, timers, edges, start and stop only");
    return s->call;
}

// Raises an error that the call reports.
int script_check(lua_State *l, int err)
{
    char words[SCRIPT_WORDS];
    struct out o;

    if (err >= 0)
        return 0;
    struct fault *f = script_of(l)->call->fault;
    if (!f->err)
        f->err = err;
    out_init(&o, words, sizeof words);
    fault_text(f, &o);
    *f = (struct fault){ 0 };
    return luaL_error(l, "%s", words);
}

// Copies the error on top of the stack as text. Nothing here may raise another error.
void script_words(struct script *s, lua_State *l, int status)
{
    struct out o;

    out_init(&o, s->words, sizeof s->words);
    if (status == LUA_ERRMEM && s->is_short)
        out_format(&o, "LM_%s: not enough memory; there are no more than %u bytes for it",
                   s->module.name, (unsigned)s->used_bytes);
    else if (status == LUA_ERRMEM && s->is_long)
        out_format(&o, "LM_%s: a text is longer than %d KiB", s->module.name,
                   SCRIPT_STRING_MAX / 1024);
    else if (status == LUA_ERRMEM)
        out_format(&o, "LM_%s: it needs more than %u KiB of memory (luamem)", s->module.name,
                   (unsigned)(s->limits.memory_bytes / 1024));
    else if (lua_gettop(l) && lua_type(l, -1) == LUA_TSTRING)
        out_text(&o, lua_tostring(l, -1));
    else
        out_format(&o, "LM_%s: an error that is no text", s->module.name);
    out_whole(&o);
    visible_make(s->words, o.len, "\n\t");
    lua_pop(l, lua_gettop(l) ? 1 : 0);
}
