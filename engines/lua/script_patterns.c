// string.find, match, gmatch and gsub, with counted pattern steps.
#include "pattern.h"
#include "script_inside.h"
#include <string.h>

// Steps between two checks of the budget, to start a match, and to make a text of a capture.
enum { CHUNK = 1000, POSITION_STEPS = 8, CAPTURE_STEPS = 10, BYTES_A_STEP = 16 };

static struct text text_arg(lua_State *l, int index)
{
    size_t len;
    const char *p = luaL_checklstring(l, index, &len);

    return text_make(p, len);
}

static bool may_go_on(struct pattern *p)
{
    const struct script *s = script_of(p->ctx);
    size_t steps = p->steps;

    p->steps = 0;
    return budget_spend(s->env.budget, steps);
}

static struct pattern plain_pattern(lua_State *l, struct text subject, struct text text)
{
    return (struct pattern){
        .subject = subject, .text = text, .steps_max = CHUNK, .more = may_go_on, .ctx = l
    };
}

// Reads a pattern and its subject. *is_anchored: it begins with ^.
static struct pattern pattern_of(lua_State *l, struct text subject, struct text text,
                                 bool *is_anchored)
{
    *is_anchored = text.len && text.p[0] == '^';
    return plain_pattern(l, subject, *is_anchored ? text_skip(text, 1) : text);
}

// Charges the budget for the steps.
static void script_patterns_pay(lua_State *l, struct pattern *p)
{
    size_t steps = p->steps + POSITION_STEPS;

    p->steps = 0;
    if (p->error)
        luaL_error(l, "%s", p->error);
    script_spend(l, steps);
}

// Finds the first match from *at on. Moves *at to its beginning.
static bool search(lua_State *l, struct pattern *p, bool is_anchored, size_t *at, size_t *end)
{
    bool found = false;

    for (; !found && !p->error && *at <= p->subject.len; ++*at) {
        found = pattern_at(p, *at, end);
        if (found || is_anchored)
            break;
    }
    script_patterns_pay(l, p);
    return found;
}

static void push_capture(lua_State *l, const struct pattern *p, unsigned k, size_t at, size_t end)
{
    const struct pattern_capture *c = &p->captures[k];

    script_spend(l, CAPTURE_STEPS + (k < p->n ? c->len : end - at) / BYTES_A_STEP);
    if (k >= p->n) {
        if (k)
            luaL_error(l, "invalid capture index %%%d", (int)k + 1);
        lua_pushlstring(l, p->subject.p + at, end - at);
    } else if (c->is_position) {
        lua_pushinteger(l, (lua_Integer)c->at + 1);
    } else {
        lua_pushlstring(l, p->subject.p + c->at, c->len);
    }
}

// Pushes all captures. If there are none and `whole`, pushes the whole match.
static int push_captures(lua_State *l, const struct pattern *p, size_t at, size_t end, bool whole)
{
    unsigned n = !p->n && whole ? 1 : p->n;

    luaL_checkstack(l, (int)n, "too many captures");
    for (unsigned i = 0; i < n; i++)
        push_capture(l, p, i, at, end);
    return (int)n;
}

// The third argument: where to start, counted from 1, or from the end if negative.
static size_t start_of(lua_State *l, int index, struct text subject)
{
    lua_Integer init = luaL_optinteger(l, index, 1);

    if (init > 0)
        return (size_t)init - 1;
    if (!init || init < -(lua_Integer)subject.len)
        return 0;
    return subject.len - (size_t)-init;
}

static bool script_patterns_is_plain(lua_State *l, struct text t)
{
    script_spend(l, t.len);
    for (size_t i = 0; i < t.len; i++)
        if (strchr("^$*+?.([%-", t.p[i]) && t.p[i])
            return false;
    return true;
}

static bool find_plain(lua_State *l, struct text subject, struct text what, size_t *at)
{
    size_t steps = 0;

    for (; *at + what.len <= subject.len; ++*at) {
        size_t n = 0;
        while (n < what.len && subject.p[*at + n] == what.p[n])
            n++;
        steps += n + 1;
        if (n == what.len)
            break;
        if (steps >= CHUNK) {
            script_spend(l, steps);
            steps = 0;
        }
    }
    script_spend(l, steps);
    return *at + what.len <= subject.len;
}

static int find_or_match(lua_State *l, bool finds)
{
    struct text subject = text_arg(l, 1), text = text_arg(l, 2);
    size_t at = start_of(l, 3, subject), end = 0;
    bool is_anchored;

    if (at > subject.len) {
        lua_pushnil(l);
        return 1;
    }
    if (finds && (lua_toboolean(l, 4) || script_patterns_is_plain(l, text))) {
        if (!find_plain(l, subject, text, &at))
            return lua_pushnil(l), 1;
        lua_pushinteger(l, (lua_Integer)at + 1);
        lua_pushinteger(l, (lua_Integer)(at + text.len));
        return 2;
    }
    struct pattern p = pattern_of(l, subject, text, &is_anchored);
    if (!search(l, &p, is_anchored, &at, &end))
        return lua_pushnil(l), 1;
    if (!finds)
        return push_captures(l, &p, at, end, true);
    lua_pushinteger(l, (lua_Integer)at + 1);
    lua_pushinteger(l, (lua_Integer)end);
    return 2 + push_captures(l, &p, at, end, false);
}

static int script_patterns_find(lua_State *l)
{
    return find_or_match(l, true);
}

static int script_patterns_match(lua_State *l)
{
    return find_or_match(l, false);
}

// Finds the next match. Upvalues: text, pattern, where to continue, where the last match ended.
static int next_match(lua_State *l)
{
    struct text subject = text_arg(l, lua_upvalueindex(1));
    struct text text = text_arg(l, lua_upvalueindex(2));
    size_t at = (size_t)lua_tointeger(l, lua_upvalueindex(3)), end;
    lua_Integer last = lua_tointeger(l, lua_upvalueindex(4));
    struct pattern p = plain_pattern(l, subject, text);

    for (; at <= subject.len; at++) {
        if (!search(l, &p, false, &at, &end))
            return 0;
        if ((lua_Integer)end == last)
            continue; // skips an empty match where the last one ended
        lua_pushinteger(l, (lua_Integer)end);
        lua_copy(l, -1, lua_upvalueindex(3));
        lua_replace(l, lua_upvalueindex(4));
        return push_captures(l, &p, at, end, true);
    }
    return 0;
}

static int gmatch(lua_State *l)
{
    struct text subject = text_arg(l, 1);

    (void)text_arg(l, 2);
    size_t at = start_of(l, 3, subject);
    lua_settop(l, 2);
    lua_pushinteger(l, at > subject.len ? (lua_Integer)subject.len + 1 : (lua_Integer)at);
    lua_pushinteger(l, -1);
    lua_pushcclosure(l, next_match, 4);
    return 1;
}

// Adds a replacement text that may contain %0 to %9.
static void add_text(lua_State *l, luaL_Buffer *b, const struct pattern *p, size_t at, size_t end)
{
    struct text t = text_arg(l, 3);

    script_spend(l, t.len);
    for (size_t i = 0; i < t.len; i++) {
        if (t.p[i] != '%') {
            luaL_addchar(b, t.p[i]);
            continue;
        }
        char c = ++i < t.len ? t.p[i] : '\0';
        if (c == '%') {
            luaL_addchar(b, c);
        } else if (c == '0') {
            luaL_addlstring(b, p->subject.p + at, end - at);
        } else if (c >= '1' && c <= '9') {
            push_capture(l, p, (unsigned)(c - '1'), at, end);
            luaL_tolstring(l, -1, NULL);
            lua_remove(l, -2);
            luaL_addvalue(b);
        } else {
            luaL_error(l, "invalid use of '%%' in replacement string");
        }
    }
}

// Adds a replacement from a table or function for the first capture. nil and false keep the match.
static void script_patterns_add_value(lua_State *l, luaL_Buffer *b, const struct pattern *p,
                                      size_t at, size_t end)
{
    if (lua_istable(l, 3)) {
        push_capture(l, p, 0, at, end);
        lua_gettable(l, 3);
    } else {
        lua_pushvalue(l, 3);
        lua_call(l, push_captures(l, p, at, end, true), 1);
    }
    if (!lua_toboolean(l, -1)) {
        lua_pop(l, 1);
        lua_pushlstring(l, p->subject.p + at, end - at);
    } else if (!lua_isstring(l, -1)) {
        luaL_error(l, "invalid replacement value (a %s)", luaL_typename(l, -1));
    }
    luaL_addvalue(b);
}

static int gsub(lua_State *l)
{
    struct text subject = text_arg(l, 1), text = text_arg(l, 2);
    int type = lua_type(l, 3);
    lua_Integer most = luaL_optinteger(l, 4, (lua_Integer)subject.len + 1), n = 0;
    size_t at = 0, end = 0;
    bool is_anchored;
    luaL_Buffer b;

    luaL_argexpected(l,
                     type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TTABLE ||
                         type == LUA_TFUNCTION,
                     3, "string/function/table");
    if (type == LUA_TNUMBER)
        (void)lua_tostring(l, 3);
    luaL_buffinit(l, &b);
    for (size_t last = SIZE_MAX; n < most && at <= subject.len;) {
        struct pattern p = pattern_of(l, subject, text, &is_anchored);
        bool found = pattern_at(&p, at, &end);
        script_patterns_pay(l, &p);
        if (found && end != last) {
            n++;
            (type == LUA_TSTRING || type == LUA_TNUMBER ? add_text : script_patterns_add_value)(
                l, &b, &p, at, end);
            at = last = end;
        } else if (at < subject.len) {
            luaL_addchar(&b, subject.p[at++]);
        } else {
            break;
        }
        if (is_anchored)
            break;
    }
    if (at < subject.len)
        luaL_addlstring(&b, subject.p + at, subject.len - at);
    luaL_pushresult(&b);
    lua_pushinteger(l, n);
    return 2;
}

const luaL_Reg script_patterns[] = {
    { "find", script_patterns_find },
    { "match", script_patterns_match },
    { "gmatch", gmatch },
    { "gsub", gsub },
    { NULL, NULL },
};
