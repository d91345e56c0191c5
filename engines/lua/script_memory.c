// The memory of a script: of its Lua state, under a ceiling, and of the tables of its module.
#include "base/bytes.h"
#include "base/visible.h"
#include "script_inside.h"

struct script *script_of(lua_State *l)
{
    return *(struct script **)lua_getextraspace(l);
}

// The only door to memory. To shrink is always possible.
static void *script_memory_resize(void *ctx, void *memory, size_t old, size_t size)
{
    struct script *s = ctx;

    old = memory ? old : 0;
    if (size > old && s->used_bytes + (size - old) > s->limits.memory_bytes) {
        s->is_short = false;
        return NULL;
    }
    if (!size && !memory)
        return NULL;
    void *got = s->env.resize(s->env.ctx, memory, size);
    s->is_short |= size && !got;
    if (got || !size)
        s->used_bytes = s->used_bytes - old + size;
    return got;
}

void *script_take(lua_State *l, size_t size)
{
    struct script *s = script_of(l);
    struct script_block *b = s->env.resize(s->env.ctx, NULL, sizeof *b + size);

    if (!b)
        luaL_error(l, "not enough memory");
    bytes_fill(b, 0, sizeof *b + size);
    b->next = s->blocks;
    s->blocks = b;
    return b->memory;
}

const char *script_keep(lua_State *l, const char *text)
{
    struct text t = text_of(text);
    char *copy = script_take(l, t.len + 1);

    bytes_copy(copy, t.p, t.len);
    visible_make(copy, t.len, "\n\t");
    return copy;
}

bool script_memory_open(struct script *s)
{
    s->lua = lua_newstate(script_memory_resize, s);
    if (s->lua)
        *(struct script **)lua_getextraspace(s->lua) = s;
    return s->lua;
}

void script_memory_close(struct script *s)
{
    struct script_block *b, *next;

    if (s->lua)
        lua_close(s->lua);
    for (b = s->blocks; b; b = next) {
        next = b->next;
        s->env.resize(s->env.ctx, b, 0);
    }
}
