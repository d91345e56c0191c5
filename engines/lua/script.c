// The life of a script, from a text to a module and to its end.
#include "base/bytes.h"
#include "script_inside.h"

static bool mentions(struct text source, const char *word)
{
    while (source.len && !text_starts(source, word))
        source = text_skip(source, 1);
    return source.len;
}

// Skips U+FEFF, which some editors put before a text, and a first line "#!/usr/bin/lua". The end of
// that line stays, so that line numbers are right.
static struct text without_head(struct text source)
{
    source = text_skip(source, text_starts(source, "\xef\xbb\xbf") ? 3 : 0);
    if (text_starts(source, "#"))
        while (source.len && source.p[0] != '\n' && source.p[0] != '\r')
            source = text_skip(source, 1);
    return source;
}

// Runs protected: the text becomes a function, its result a table, and the table a module.
static int build(lua_State *l)
{
    struct script *s = script_of(l);
    const struct text *source = lua_touserdata(l, 1);

    static void (*const opens[])(lua_State *) = {
        script_open_base, script_open_string, script_open_table, script_open_time,
        script_open_node, script_open_pins,   script_open_state,
    };

    for (size_t i = 0; i < COUNT(opens); i++)
        opens[i](l);
    if (mentions(*source, "math")) // its names take 2 KiB, a tenth of some modules' memory
        script_open_math(l);
    lua_settop(l, 0);
    const char *chunk = lua_pushfstring(l, "@LM_%s.lua", s->module.name);
    struct text text = without_head(*source);
    if (luaL_loadbufferx(l, text.p, text.len, chunk, "t"))
        lua_error(l);
    budget_restart(s->env.budget, &s->limits.cause); // parsing the text is not the module's work
    lua_call(l, 0, 1);
    if (!lua_istable(l, -1))
        luaL_error(l, "LM_%s.lua: it must end with return { ... }", s->module.name);
    script_declare(l, s);
    lua_settop(l, 0);
    lua_gc(l, LUA_GCCOLLECT); // collects what parsing the text took
    return 0;
}

// The chunk runs before the module can ask for lower limits; these are checked later.
static bool script_make(struct script *s, struct text source, struct out *why)
{
    struct budget_frame outer;

    if (!script_memory_open(s)) {
        out_text(why, "not enough memory");
        return false;
    }
    script_enter(s, s->lua, &outer);
    lua_pushcfunction(s->lua, build);
    lua_pushlightuserdata(s->lua, &source);
    int status = lua_pcall(s->lua, 1, 0, 0);
    if (status) {
        script_words(s, s->lua, status);
        out_text(why, s->words);
    }
    script_leave(s, &outer);
    budget_finish(s->env.budget);
    return !status;
}

static void no_listeners(struct script *s)
{
    s->start = s->stop = LUA_NOREF;
    for (unsigned i = 0; i < SCRIPT_PINS; i++)
        s->edges[i].function = LUA_NOREF;
}

struct script *script_new(const struct script_env *env, const struct script_limits *limits,
                          struct text name, struct text source, struct out *why)
{
    struct script *s = env->resize(env->ctx, NULL, sizeof *s + name.len + 1);

    if (!s) {
        out_text(why, "not enough memory");
        return NULL;
    }
    bytes_fill(s, 0, sizeof *s + name.len + 1);
    char *name_copy = (char *)(s + 1);
    bytes_copy(name_copy, name.p, name.len);
    s->module = script_functions;
    s->module.name = name_copy;
    s->env = *env;
    s->limits = *limits;
    budget_share_init(&s->share);
    no_listeners(s);
    if (script_make(s, source, why))
        return s;
    script_free(s);
    return NULL;
}

const struct module *script_module(const struct script *s)
{
    return &s->module;
}

const char *script_uses(const struct script *s)
{
    return s->uses;
}

const struct script_limits *script_granted(const struct script *s)
{
    return &s->limits;
}

size_t script_memory_bytes(const struct script *s)
{
    return s->used_bytes;
}

void script_free(struct script *s)
{
    budget_forget(s->env.budget, &s->share);
    script_memory_close(s);
    s->env.resize(s->env.ctx, s, 0);
}
