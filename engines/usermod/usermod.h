// The user's load modules: texts LM_<name>.<suffix> that a port keeps as files or in flash. A text
// that arrives over the shell ("module put") is made a module first, and stored if it runs. The
// suffix selects the engine that makes modules from texts.
#ifndef USERMOD_USERMOD_H
#define USERMOD_USERMOD_H

#include "node/node.h"
#include <stdbool.h>
#include <stdint.h>

enum {
    USERMOD_NAME_MAX = 24, // letters of <name>
    USERMOD_FILE_MAX = 31, // of the whole file name
    USERMOD_WHY_MAX = 256  // of a reason, including its terminator
};

struct usermods;
struct usermod_file;

// A text that is becoming a module. usermod.c owns it and frees it after the answer.
struct usermod_load {
    struct usermods *mods;   // for usermod_node(mods) and usermod_ctx(mods)
    const char *name;        // of the module: "night_light"
    const char *file;        // "LM_night_light.lua", for messages
    struct text source;      // valid until the answer
    void *engine_ctx;        // for the engine's own use, NULL at first
    bool lacks_memory;       // the engine sets this before it refuses for lack of memory
    bool was_alone;          // for usermod.c: the running module was ended to make room
    struct usermod_file *of; // for usermod.c
};

// The engine's result. The engine keeps its memory until `free` is called.
struct usermod_made {
    const struct module *module; // has the name in usermod_load
    const char *uses;            // modules it may call, separated by blanks; "": none
    void *engine_ctx;            // for the engine's own use
    const char *limits;          // its limits as text: "64 KiB, 20 ms a call"; NULL: none
};

struct usermod_engine {
    const char *suffix; // "lua": files with this suffix are its own
    // Starts to make a module from a text. Must answer exactly once, with usermod_loaded or
    // usermod_refused: from inside this call, or later from the port's loop, but never from inside
    // a call of the node. An engine that answers later must do so within seconds.
    void (*load)(struct usermod_load *l);
    // Cancels a load: do not answer any more. After this call `l` is gone. NULL for an engine that
    // answers inside `load`.
    void (*cancel)(struct usermod_load *l);
    // The module is removed from the node, after its `stop` if it was loaded. Frees everything.
    void (*free)(struct usermods *mods, const struct usermod_made *made);
    // How many bytes of memory it uses now; 0: unknown. May be NULL.
    uint32_t (*memory_bytes)(const struct usermod_made *made);
    // A word for the state of the process or interpreter. *why gets what has happened to it, valid
    // until the next call, or stays unchanged. NULL if a module can only be running.
    const char *(*state)(const struct usermod_made *made, const char **why);
};

extern const struct usermod_engine usermod_lua; // usermod_lua.c

// Where texts are kept, and what else a port provides; `ctx` is the first argument of each
// function.
struct usermod_port {
    void *ctx;
    const struct usermod_engine *const *engines; // of this build; the last is NULL
    uint32_t source_max;                         // bytes of a text
    unsigned files_max;
    // The node, with its time updated.
    struct node *(*node)(void *ctx);
    // Same as realloc; size 0 frees.
    void *(*resize)(void *ctx, void *memory, size_t size);
    // Memory for a text that is being sent, like `resize`. It has `len` bytes so far. NULL: not
    // now.
    char *(*room)(void *ctx, char *text, uint32_t len, uint32_t size);
    // Time that the node has used, in microseconds: processor time and waiting for storage.
    uint64_t (*spent_us)(void *ctx);
    // usermod_follow has work to do, so the loop must not sleep before it.
    void (*soon)(void *ctx);
    // Reads a stored text. Returns OK, ERR_NAME (none), or ERR_STORE with more in `why`. Call
    // `release` before anything is written.
    int (*read)(void *ctx, const char *file, struct text *text, const char **why);
    void (*release)(void *ctx, struct text text);
    // Both are atomic: after a power cut the old or the new text is there. `remove` returns OK if
    // there is none.
    int (*write)(void *ctx, const char *file, struct text text);
    int (*remove)(void *ctx, const char *file);
};

// The modules of a node (usermod_inside.h) must be zeroed at first, except for their host.
struct node *usermod_node(const struct usermods *mods); // with its time updated
void *usermod_ctx(const struct usermods *mods);         // of the host

// The answers of an engine. usermod_loaded replaces the previous module in the node and starts the
// new one if it has a `start`. If that fails, the previous one returns, and `free` is called for
// the new one. usermod_refused: the reason, with file and line if known ("LM_x.lua:3: ...").
void usermod_loaded(struct usermod_load *l, const struct usermod_made *made);
void usermod_refused(struct usermod_load *l, const char *why);

// A module has failed outside of a call: its worker died, or one of its timers raised an error. May
// be called from anywhere, also from the module's own functions. At the end of the round the module
// is unloaded, which releases its pins. Its next call restarts it. The reason goes into the log and
// the list.
void usermod_failed(struct usermods *mods, const struct module *m, const char *why);

// For the port, after the node has booted: starts modules that start by themselves.
void usermod_start_all(struct usermods *mods);

// For the port, once per round, outside of calls of the node: does the work they asked for.
void usermod_follow(struct usermods *mods);

// For the port's struct module_store, described in core/port.h. `ctx` is a struct usermods, or NULL
// if there is no memory for one.
bool usermod_at(void *ctx, unsigned i, struct module_file *to);
int usermod_put(void *ctx, struct text file, uint32_t offset, struct text piece, int32_t *now);
int usermod_commit(void *ctx, struct text file, uint32_t bytes, uint32_t crc32);
int usermod_remove(void *ctx, struct text file);
int usermod_result(void *ctx, struct out *why);

#endif
