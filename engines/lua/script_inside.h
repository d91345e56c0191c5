// What the files of the engine share.
#ifndef LUA_SCRIPT_INSIDE_H
#define LUA_SCRIPT_INSIDE_H

#include "script.h"
#include <lauxlib.h>
#include <lua.h>

// Lua's header does not say that it never returns; compilers and analyzers want to know.
__attribute__((noreturn)) int(luaL_error)(lua_State *l, const char *format, ...);

enum {
    SCRIPT_TIMERS = 16,
    SCRIPT_WAIT_MAX_MS = 86400000, // of a timer, or of a verb that waits
    SCRIPT_WAITERS = 4, // verbs of a module that wait at the same time, or are inside each other
    SCRIPT_PINS = 16,
    SCRIPT_STATES = 24,
    SCRIPT_VERBS = 32,
    SCRIPT_ANSWERS = 24,   // values of an answer that a verb declares
    SCRIPT_WORDS = 240,    // bytes of an error
    SCRIPT_TEXT_MAX = 64,  // bytes of a text in the state, where the module says nothing else
    SCRIPT_STRIDE = 100,   // instructions between two looks at the budget
    SCRIPT_EDGES_MAX = 16, // of a pin, that wait for their turn
    SCRIPT_STRING_MAX = 65536
};

// A function of the module's that is called later.
struct script_timer {
    uint32_t due_ms, period_ms; // period 0: once
    uint32_t id;                // 0: the row is free
    int function;               // a reference of the registry
};

// A verb that runs, or waits for its next step.
struct script_waiter {
    lua_State *thread; // kept for the next one
    int reference;     // of the thread
    uint32_t id;       // 0: free
    uint32_t until_ms; // when it goes on; one that nobody goes on with is given up later
    bool runs;
};

struct script_block {
    struct script_block *next;
    max_align_t memory[];
};

struct script_edge {
    int function;    // LUA_NOREF: nobody listens
    uint8_t edges;   // bit 0: falling, bit 1: rising
    uint8_t waiting; // edges that were put off; the last of them went to is_high
    bool is_high;
    bool is_flooded; // the oldest of them were left out
};

struct script {
    struct module module; // first: a call finds its script by its module
    struct script_env env;
    struct script_limits limits;
    lua_State *lua;
    size_t used_bytes;
    bool is_short;               // the last memory that it did not get was not there
    bool is_long;                // it was one text of more than SCRIPT_STRING_MAX
    uint32_t owed_steps;         // for memory, since the last look at the budget
    uint32_t longest_bytes;      // of its texts, ever: comparing two of them is one instruction
    struct script_block *blocks; // what the tables of the module are made of
    // The present entry. Entries are inside each other when modules call each other in a ring.
    struct call *call;
    void *self; // the module's state; NULL: it is not loaded
    unsigned depth;
    struct budget_share share;
    bool is_gone; // unloaded from inside of its own function
    uint32_t wait_ms;
    uint32_t last_id;
    uint32_t born_ms; // makes the numbers of waiting verbs differ after a start
    int start, stop;  // references, LUA_NOREF: there is none
    int verbs[SCRIPT_VERBS];
    uint32_t defaults[SCRIPT_VERBS]; // a bit for each argument that has one
    struct script_timer timers[SCRIPT_TIMERS];
    struct script_waiter waiters[SCRIPT_WAITERS];
    struct script_edge edges[SCRIPT_PINS];
    const char *pin_names[SCRIPT_PINS]; // as the module calls them
    const char *uses;
    char words[SCRIPT_WORDS]; // of the last error
};

// Bytes of the text there; 0: it is none.
static inline size_t script_text_bytes(lua_State *l, int index)
{
    return lua_type(l, index) == LUA_TSTRING ? (size_t)lua_rawlen(l, index) : 0;
}

// The files, from the lowest up: each uses those before it only.

// script_memory.c. take, keep: memory for tables of the module, as long as the script; they raise
// an error when there is none. close: frees these and the Lua state, if there is one.
struct script *script_of(lua_State *l);
bool script_memory_open(struct script *s); // makes the Lua state; false: no memory
void script_memory_close(struct script *s);
void *script_take(lua_State *l, size_t size);
const char *script_keep(lua_State *l, const char *text); // a copy

// script_budget.c
// A cause begins, or a part of one. spend, look: raise an error when the budget is over; look asks
// the clock at once, after something that may have taken long.
void script_enter(struct script *s, lua_State *l, struct budget_frame *outer);
void script_leave(struct script *s, const struct budget_frame *outer);
void script_spend(lua_State *l, size_t steps);
void script_look(lua_State *l);
void script_watch(struct script *s, lua_State *thread);

// script_call.c
struct call *script_call(lua_State *l);  // the present one; raises an error where there is none
int script_check(lua_State *l, int err); // raises the call's fault as an error; returns 0
void script_words(struct script *s, lua_State *l, int status); // the error on top, into s->words

// script_value.c: values of fields. push: the value at the top of the stack; take: from the stack,
// checked.
void script_push(lua_State *l, const struct field *f, union value v);
bool script_fits(double d); // as a whole number of 64 bits
int64_t script_take_number(lua_State *l, int index, const struct field *f);

// What a module can use: each sets its globals.
extern const luaL_Reg script_patterns[]; // find, match, gmatch, gsub
void script_open_base(lua_State *l);
void script_open_string(lua_State *l);
void script_open_math(lua_State *l);
void script_open_table(lua_State *l);
void script_open_time(lua_State *l);
void script_open_node(lua_State *l);
void script_open_pins(lua_State *l);
void script_open_state(lua_State *l);

// The text at `index` as people may see it: what is not visible becomes '?', in the stack too.
const char *script_visible(lua_State *l, int index, size_t *len);

// script_reply.c: writes what a verb has returned, the value at `index`. script_answer.c: as the
// verb declares it; raises an error where it is something else, before anything is written.
void script_reply(lua_State *l, int index, struct reply *r);
void script_answer(lua_State *l, int index, struct call *c);

// script_run.c: the functions of every module.
extern const struct module script_functions;
int script_run(struct call *c); // of every verb

// script_field.c: one row of a declaration, from the table on top of the stack.
enum script_role { SCRIPT_ARGUMENT, SCRIPT_ANSWER, SCRIPT_STATE };
void script_field(lua_State *l, struct field *f, const char *where, enum script_role role);
void script_only(lua_State *l, const char *where, const char *const *known); // no other keys
const char *script_string(lua_State *l, const char *where, const char *key, const char *otherwise);
lua_Integer script_number(lua_State *l, const char *where, const char *key, lua_Integer otherwise);
bool script_flag(lua_State *l, const char *where, const char *key);
bool script_is_name(const char *text);

// script_verbs.c, script_declare.c: read the table on the stack into s->module.
void script_declare_verbs(lua_State *l, struct script *s);
void script_declare(lua_State *l, struct script *s);

#endif
