// Load modules that a user writes in Lua 5.4. A text that returns one table becomes a struct
// module. Each module has a separate Lua state with a memory limit, and a budget for each entry.
// docs/own-modules.md says what a text may use.
#ifndef LUA_SCRIPT_H
#define LUA_SCRIPT_H

#include "budget.h"
#include "mod/module.h"

struct script;

struct script_limits {
    size_t memory_bytes;       // of the Lua state
    struct budget_limit cause; // for one verb, timer, edge or start, with everything that it calls
};

// What the user of an engine provides; `ctx` is the first argument of each function.
struct script_env {
    void *ctx;
    struct budget *budget; // of the node; must outlive the script
    // Same as realloc; size 0 frees.
    void *(*resize)(void *ctx, void *memory, size_t size);
    // Writes a log line.
    void (*log)(void *ctx, const struct module *m, struct text line);
    // A timer or an edge has failed. Its pins are already released and its timers have ended.
    // Called from inside the module's function.
    void (*failed)(void *ctx, const struct module *m, const char *why);
};

// Converts limits from the settings. An instruction takes about 10 ns on a desktop machine and
// about 50 ns on a small Linux board.
enum { SCRIPT_STEPS_PER_MS = 20000 };
struct script_limits script_limits(uint32_t memory_kib, uint32_t ms);

// Makes a module from a text. `name` is the module's name, "night_light". NULL: `why` gets what was
// wrong, with file and line if known.
struct script *script_new(const struct script_env *env, const struct script_limits *limits,
                          struct text name, struct text source, struct out *why);

// The module. It belongs to the script, so remove it from all nodes before script_free.
const struct module *script_module(const struct script *s);
const char *script_uses(const struct script *s); // modules it may call, separated by blanks
const struct script_limits *
script_granted(const struct script *s); // the limits, or less if the module asks for less
size_t script_memory_bytes(const struct script *s);
void script_free(struct script *s);

#endif
