// Load modules that a user writes in Lua 5.4: a text that returns one table becomes a struct
// module. One Lua state for each module, with its own ceiling of memory and its own budget for each
// entry; docs/own-modules.md says what a text may use.
#ifndef LUA_SCRIPT_H
#define LUA_SCRIPT_H

#include "budget.h"
#include "mod/module.h"

struct script;

struct script_limits {
    size_t memory_bytes;       // of the Lua state
    struct budget_limit cause; // of one verb, timer, edge or start, with all that it calls
};

// What an engine gets from whoever runs it; `ctx` is the first argument of each.
struct script_env {
    void *ctx;
    struct budget *budget; // of the node, which outlives the script
    // As realloc; size 0 frees.
    void *(*resize)(void *ctx, void *memory, size_t size);
    // A line for the log.
    void (*log)(void *ctx, const struct module *m, struct text line);
    // A timer or an edge has ended with an error: its pins are released already, its timers have
    // ended. Called from inside the module's function.
    void (*failed)(void *ctx, const struct module *m, const char *why);
};

// Limits as the settings have them. An instruction takes about 10 ns on a desktop machine and
// about 50 ns on a small Linux board.
enum { SCRIPT_STEPS_PER_MS = 20000 };
struct script_limits script_limits(uint32_t memory_kib, uint32_t ms);

// Makes a module of a text. `name` is the module's, "night_light". NULL: `why` says what was wrong,
// with file and line where they are known.
struct script *script_new(const struct script_env *env, const struct script_limits *limits,
                          struct text name, struct text source, struct out *why);

// The module. It is the script's: no node may have it any more when script_free is called.
const struct module *script_module(const struct script *s);
const char *script_uses(const struct script *s); // modules it may call, a blank between each
const struct script_limits *
script_granted(const struct script *s); // the limits, or less where the module asks for less
size_t script_memory_bytes(const struct script *s);
void script_free(struct script *s);

#endif
