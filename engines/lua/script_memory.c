// The memory of a script: its Lua state, with a limit, and the tables of its module.
#include "base/bytes.h"
#include "base/visible.h"
#include "script_inside.h"

struct script *script_of(lua_State *l)
{
    return *(struct script **)lua_getextraspace(l);
}

enum { BYTES_A_STEP = 16, OWED_MAX = 512 };

// Makes sure that the budget is checked before the next instruction.
static void hurry(lua_State *l)
{
    if (lua_gethook(l) && lua_gethookcount(l) > 1)
        lua_sethook(l, lua_gethook(l), LUA_MASKCOUNT, 1);
}

// Charges for copying and collecting memory, which takes time without instructions.
static void script_memory_owe(struct script *s, size_t bytes)
{
    s->owed_steps += (uint32_t)(bytes / BYTES_A_STEP);
    if (s->owed_steps < OWED_MAX || !s->lua)
        return;
    hurry(s->lua);
    for (unsigned i = 0; i < SCRIPT_WAITERS; i++)
        if (s->waiters[i].runs)
            hurry(s->waiters[i].thread);
}

// Refuses a text that is too long, or memory above the limit. Lua then runs a full collection.
static bool is_refused(struct script *s, bool is_text, size_t more, size_t size)
{
    bool is_too_much = s->used_bytes + more > s->limits.memory_bytes;

    s->is_long = !is_too_much && is_text && size > SCRIPT_STRING_MAX;
    return s->is_long || is_too_much;
}

// The only allocator. Shrinking always succeeds. For new memory, Lua passes its purpose in `old`.
static void *script_memory_resize(void *ctx, void *memory, size_t old, size_t size)
{
    struct script *s = ctx;
    bool is_text = !memory && old == LUA_TSTRING;

    old = memory ? old : 0;
    if (size > old && is_refused(s, is_text, size - old, size)) {
        s->is_short = false;
        script_memory_owe(s, s->used_bytes);
        return NULL;
    }
    if (is_text && size > s->longest_bytes)
        s->longest_bytes = (uint32_t)size;
    if (size > old)
        script_memory_owe(s, size - old);
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
