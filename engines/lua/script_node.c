// The functions call and log: a module uses its node.
#include "command/postfix.h"
#include "mod/call.h"
#include "script_inside.h"
#include <string.h>

enum { ANSWER_BYTES = CFG_CALL_REPLY, LOG_STEPS = 500, CALL_STEPS = 500, LOG_BYTES = 160 };

static bool is_used(const struct script *s, struct text module)
{
    struct text rest = text_of(s->uses);

    if (text_starts(module, "LM_"))
        module = text_skip(module, 3);
    while (rest.len)
        if (text_same(text_word(&rest), module))
            return true;
    return false;
}

// A module's commands may only reach modules that it has declared; other nodes are reached through
// intercon.
static void check_uses(lua_State *l, struct text command)
{
    const struct script *s = script_of(l);
    struct text line = command;
    struct postfix postfix = postfix_take(&line);
    struct text module = text_word(&line);

    if (!is_used(s, module))
        luaL_error(l, "LM_%s may not call '%s': uses = { ... } does not name it", s->module.name,
                   lua_pushlstring(l, module.p, module.len));
    if (postfix.host.len && !is_used(s, text_of("intercon")))
        luaL_error(l, "another node is reached by intercon: uses = { ... } does not name it");
}

static int call_command(lua_State *l)
{
    struct script *s = script_of(l);
    struct call *c = script_call(l);
    size_t len;
    const char *command = luaL_checklstring(l, 1, &len);
    struct out o;

    luaL_argcheck(l, len < CFG_LINE_MAX && !memchr(command, '\0', len), 1, "that is no command");
    char *line = lua_newuserdatauv(l, len + ANSWER_BYTES, 0);
    memcpy(line, command, len);
    check_uses(l, text_make(line, len));
    script_spend(l, CALL_STEPS);
    out_init(&o, line + len, ANSWER_BYTES);
    bool ok = call_run(c, text_make(line, len), &o);
    if (s->is_gone) {
        s->env.budget->is_over = true;
        return luaL_error(l, "LM_%s was unloaded", s->module.name);
    }
    script_look(l);
    out_whole(&o);
    struct text said = text_trim(out_written(&o));
    lua_pushboolean(l, ok);
    lua_pushlstring(l, said.p, said.len);
    return 2;
}

static int script_node_log_line(lua_State *l)
{
    struct script *s = script_of(l);
    char line[LOG_BYTES];
    struct out o;
    size_t len;
    const char *p = luaL_tolstring(l, 1, &len);

    script_spend(l, LOG_STEPS);
    out_init(&o, line, sizeof line);
    for (size_t i = 0; i < len && !o.full; i++)
        out_char(&o, p[i] == '\n' || p[i] == '\t' ? ' ' : p[i]);
    out_whole(&o);
    s->env.log(s->env.ctx, &s->module, out_written(&o));
    return 0;
}

void script_open_node(lua_State *l)
{
    lua_register(l, "call", call_command);
    lua_register(l, "log", script_node_log_line);
}
