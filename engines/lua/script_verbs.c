// Reads the verbs of a module, in the order of the text.
#include "script_inside.h"
#include <stdlib.h>
#include <string.h>

enum { WHERE = 64 };

struct row {
    const char *name;
    int line; // where its function begins, to sort by
};

static int by_line(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    return x->line != y->line ? (x->line > y->line) - (x->line < y->line)
                              : strcmp(x->name, y->name);
}

// Pushes the function of the verb on top of the stack: the verb itself, or its `run`.
static void push_function(lua_State *l, const char *name)
{
    if (lua_istable(l, -1))
        lua_getfield(l, -1, "run");
    else
        lua_pushvalue(l, -1);
    if (!lua_isfunction(l, -1) || lua_iscfunction(l, -1))
        luaL_error(l, "verbs.%s: write it as { help = \"...\", run = function() ... end }", name);
}

static int line_of(lua_State *l, const char *name)
{
    lua_Debug d;

    push_function(l, name);
    lua_getinfo(l, ">S", &d);
    return d.linedefined;
}

static struct row *rows_of(lua_State *l, unsigned *n)
{
    struct row *rows = script_take(l, SCRIPT_VERBS * sizeof *rows);

    *n = 0;
    lua_pushnil(l);
    while (lua_next(l, -2)) {
        const char *name = lua_type(l, -2) == LUA_TSTRING ? lua_tostring(l, -2) : "";
        if (!script_is_name(name) || !strcmp(name, "help"))
            luaL_error(l, "verbs: '%s' is no name for a verb: letters, digits and _, and not help",
                       name);
        if (*n == SCRIPT_VERBS)
            luaL_error(l, "verbs: up to %d", SCRIPT_VERBS);
        rows[*n].line = line_of(l, name);
        rows[(*n)++].name = script_keep(l, name);
        lua_pop(l, 1);
    }
    qsort(rows, *n, sizeof *rows, by_line);
    return rows;
}

static void script_verbs_same_name(lua_State *l, const char *where, const char *what,
                                   const struct field *rows, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (!strcmp(rows[i].name, rows[n].name))
            luaL_error(l, "%s: it has two %s called %s", where, what, rows[n].name);
}

// Returns one bit for each argument that has a default.
static uint32_t take_arguments(lua_State *l, struct verb *v, const char *where)
{
    uint32_t defaults = 0;

    lua_Unsigned n = lua_rawlen(l, -1);

    if (n > CFG_ARGS_MAX)
        luaL_error(l, "%s: a verb has up to %d arguments", where, CFG_ARGS_MAX);
    struct field *in = script_take(l, ((size_t)n + 1) * sizeof *in);
    for (unsigned i = 0; i < n; i++) {
        lua_rawgeti(l, -1, (lua_Integer)i + 1);
        script_field(l, &in[i], where, SCRIPT_ARGUMENT);
        if (lua_getfield(l, -1, "default") != LUA_TNIL)
            defaults |= 1u << i;
        lua_pop(l, 2);
        script_verbs_same_name(l, where, "arguments", in, i);
    }
    v->in = in;
    v->n_in = (uint8_t)n;
    return defaults;
}

static void take_rows(lua_State *l, struct verb *v, const char *where)
{
    lua_Unsigned n = lua_rawlen(l, -1);
    char inside[WHERE + sizeof ".out"];
    struct out o;

    if (n > SCRIPT_ANSWERS)
        luaL_error(l, "%s: an answer has up to %d values that are declared", where, SCRIPT_ANSWERS);
    out_init(&o, inside, sizeof inside);
    out_format(&o, "%s.out", where);
    struct field *rows = script_take(l, ((size_t)n + 1) * sizeof *rows);
    for (unsigned i = 0; i < n; i++) {
        lua_rawgeti(l, -1, (lua_Integer)i + 1);
        script_field(l, &rows[i], inside, SCRIPT_ANSWER);
        lua_pop(l, 1);
        script_verbs_same_name(l, where, "values", rows, i);
    }
    v->out = rows;
    v->n_out = (uint8_t)n;
}

// Reads the shape of the answer. Values without a shape are a map.
static uint8_t shape_of(lua_State *l, const char *where, bool has_rows)
{
    const char *word = script_string(l, where, "answer", has_rows ? "map" : "any");
    enum answer answer = call_answer_named(text_of(word));

    if (answer >= ANSWER_STATE || answer == ANSWER_TUPLE || (!answer && strcmp(word, "any")))
        luaL_error(l, "%s: an answer is text, value, map, list or nothing, not %s", where, word);
    return (uint8_t)answer;
}

// Reads the declared answer: out = { {"temp", "fixed", unit = "C"}, ... }, answer = "map".
static void take_answer(lua_State *l, struct verb *v, const char *where)
{
    int type = lua_getfield(l, -1, "out");

    if (type == LUA_TTABLE)
        take_rows(l, v, where);
    else if (type != LUA_TNIL)
        luaL_error(l, "%s: out is a list", where);
    lua_pop(l, 1);
    v->answer = shape_of(l, where, v->n_out);
    bool is_one = v->answer == ANSWER_VALUE || v->answer == ANSWER_LIST;
    if ((is_one && v->n_out != 1) || (v->answer == ANSWER_MAP && !v->n_out) ||
        (v->n_out && (v->answer == ANSWER_NOTHING || v->answer == ANSWER_TEXT)))
        luaL_error(l,
                   "%s: out has a row for each value of a map, one for a value or a list, "
                   "none for the others",
                   where);
}

static void take_verb(lua_State *l, struct script *s, struct verb *v, const char *name)
{
    static const char *const known[] = { "help", "args", "out", "answer", "run", NULL };
    char where[WHERE];
    struct out o;

    out_init(&o, where, sizeof where);
    out_format(&o, "verbs.%s", name);
    *v = (struct verb){ name, script_run, "" };
    if (lua_istable(l, -1)) {
        script_only(l, where, known);
        v->help = script_string(l, where, "help", "");
        int type = lua_getfield(l, -1, "args");
        if (type == LUA_TTABLE)
            s->defaults[s->module.n_verbs] = take_arguments(l, v, where);
        else if (type != LUA_TNIL)
            luaL_error(l, "%s: args is a list", where);
        lua_pop(l, 1);
        take_answer(l, v, where);
    }
    push_function(l, name);
    s->verbs[s->module.n_verbs++] = luaL_ref(l, LUA_REGISTRYINDEX);
}

void script_declare_verbs(lua_State *l, struct script *s)
{
    unsigned n;
    struct row *rows = rows_of(l, &n);
    struct verb *verbs = script_take(l, (n + 1) * sizeof *verbs);

    s->module.verbs = verbs;
    for (unsigned i = 0; i < n; i++) {
        lua_getfield(l, -1, rows[i].name);
        take_verb(l, s, &verbs[i], rows[i].name);
        lua_pop(l, 1);
    }
}
