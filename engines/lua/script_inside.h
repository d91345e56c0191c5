// Shared definitions of the engine's files.
#ifndef LUA_SCRIPT_INSIDE_H
#define LUA_SCRIPT_INSIDE_H

#include "script.h"
#include <lauxlib.h>
#include <lua.h>

// Lua's header does not declare that this never returns. Compilers and analyzers need to know.
__attribute__((noreturn)) int(luaL_error)(lua_State *l, const char *format, ...);

enum {
    SCRIPT_TIMERS = 16,
    SCRIPT_WAIT_MAX_MS = 86400000, // longest timer or wait of a verb
    SCRIPT_WAITERS = 4,            // verbs of a module that wait or are nested at the same time
    SCRIPT_PINS = 16,
    SCRIPT_STATES = 24,
    SCRIPT_VERBS = 32,
    SCRIPT_ANSWERS = 24,   // values in a verb's declared answer
    SCRIPT_WORDS = 240,    // bytes of an error text
    SCRIPT_TEXT_MAX = 64,  // bytes of a text in the state, unless the module says otherwise
    SCRIPT_STRIDE = 100,   // instructions between two checks of the budget
    SCRIPT_EDGES_MAX = 16, // edges of a pin that wait for their turn
    SCRIPT_STRING_MAX = 65536
};

// A function of the module that is called later.
struct script_timer {
    uint32_t due_ms, period_ms; // period 0: once
    uint32_t id;                // 0: the row is free
    int function;               // a reference of the registry
};

// A verb that runs, or waits for its next step.
struct script_waiter {
    lua_State *thread; // reused for the next verb
    int reference;     // of the thread
    uint32_t id;       // 0: free
    uint32_t until_ms; // when it continues; if nobody continues it, it is given up later
    bool runs;
};

struct script_block {
    struct script_block *next;
    max_align_t memory[];
};

struct script_edge {
    int function;    // LUA_NOREF: no listener
    uint8_t edges;   // bit 0: falling, bit 1: rising
    uint8_t waiting; // edges that are postponed; after the last of them the level is is_high
    bool is_high;
    bool is_flooded; // the oldest edges were dropped
};

struct script {
    struct module module; // first member: a call finds its script through its module
    struct script_env env;
    struct script_limits limits;
    lua_State *lua;
    size_t used_bytes;
    bool is_short;               // the last refused memory was not available
    bool is_long;                // it was one text of more than SCRIPT_STRING_MAX
    uint32_t owed_steps;         // for memory, since the last check of the budget
    uint32_t longest_bytes;      // its longest text ever; comparing two of them is one instruction
    struct script_block *blocks; // memory for the tables of the module
    // The present entry. Entries are nested if modules call each other in a ring.
    struct call *call;
    void *self; // the module's state; NULL: not loaded
    unsigned depth;
    struct budget_share share;
    bool is_gone; // unloaded from inside one of its functions
    uint32_t wait_ms;
    uint32_t last_id;
    uint32_t born_ms; // makes the ids of waiting verbs differ after a restart
    int start, stop;  // references; LUA_NOREF: none
    int verbs[SCRIPT_VERBS];
    uint32_t defaults[SCRIPT_VERBS]; // one bit for each argument with a default
    struct script_timer timers[SCRIPT_TIMERS];
    struct script_waiter waiters[SCRIPT_WAITERS];
    struct script_edge edges[SCRIPT_PINS];
    const char *pin_names[SCRIPT_PINS]; // the names that the module uses
    const char *uses;
    char words[SCRIPT_WORDS]; // of the last error
};

// Length of the text at `index`; 0: it is not a text.
static inline size_t script_text_bytes(lua_State *l, int index)
{
    return lua_type(l, index) == LUA_TSTRING ? (size_t)lua_rawlen(l, index) : 0;
}

// The files in order, lowest first. Each uses only the ones before it.

// script_memory.c. take and keep give memory for tables of the module; it lasts as long as the
// script. They raise an error if there is none. close frees it, and the Lua state if there is one.
struct script *script_of(lua_State *l);
bool script_memory_open(struct script *s); // makes the Lua state; false: no memory
void script_memory_close(struct script *s);
void *script_take(lua_State *l, size_t size);
const char *script_keep(lua_State *l, const char *text); // a copy

// script_budget.c
// script_enter: a cause starts, or a part of one. spend and look raise an error when the budget is
// used up. look reads the clock at once; use it after something that may have taken long.
void script_enter(struct script *s, lua_State *l, struct budget_frame *outer);
void script_leave(struct script *s, const struct budget_frame *outer);
void script_spend(lua_State *l, size_t steps);
void script_look(lua_State *l);
void script_watch(struct script *s, lua_State *thread);

// script_call.c
struct call *script_call(lua_State *l);  // the present call; raises an error if there is none
int script_check(lua_State *l, int err); // raises the call's fault as an error; returns 0
// Copies the error on top of the stack to s->words.
void script_words(struct script *s, lua_State *l, int status);

// script_value.c: values of fields. push puts a value on the stack. take reads one from the stack
// and checks it.
void script_push(lua_State *l, const struct field *f, union value v);
bool script_fits(double d); // whether it fits into a 64-bit integer
int64_t script_take_number(lua_State *l, int index, const struct field *f);

// What a module can use. Each function sets its globals.
extern const luaL_Reg script_patterns[]; // find, match, gmatch, gsub
void script_open_base(lua_State *l);
void script_open_string(lua_State *l);
void script_open_math(lua_State *l);
void script_open_table(lua_State *l);
void script_open_time(lua_State *l);
void script_open_node(lua_State *l);
void script_open_pins(lua_State *l);
void script_open_state(lua_State *l);

// The text at `index` with invisible characters replaced by '?', also on the stack.
const char *script_visible(lua_State *l, int index, size_t *len);

// script_reply.c writes the value at `index`, which a verb returned. script_answer.c writes it as
// the verb declares it. If it differs, raises an error before anything is written.
void script_reply(lua_State *l, int index, struct reply *r);
void script_answer(lua_State *l, int index, struct call *c);

// script_run.c: the functions that all modules share.
extern const struct module script_functions;
int script_run(struct call *c); // runs every verb

// script_field.c: reads one row of a declaration, from the table on top of the stack.
enum script_role { SCRIPT_ARGUMENT, SCRIPT_ANSWER, SCRIPT_STATE };
void script_field(lua_State *l, struct field *f, const char *where, enum script_role role);
// Refuses all other keys.
void script_only(lua_State *l, const char *where, const char *const *known);
const char *script_string(lua_State *l, const char *where, const char *key, const char *otherwise);
lua_Integer script_number(lua_State *l, const char *where, const char *key, lua_Integer otherwise);
bool script_flag(lua_State *l, const char *where, const char *key);
bool script_is_name(const char *text);

// script_verbs.c, script_declare.c: read the table on the stack into s->module.
void script_declare_verbs(lua_State *l, struct script *s);
void script_declare(lua_State *l, struct script *s);

#endif
