// The user's load modules: texts LM_<name>.<suffix> that a port keeps somewhere, as files or in
// its flash. One that is sent over the shell ("module put") becomes a module first and is kept
// then. How a text becomes a module is an engine's business, which is found by the suffix.
#ifndef USERMOD_USERMOD_H
#define USERMOD_USERMOD_H

#include "node/node.h"
#include <stdbool.h>
#include <stdint.h>

enum {
    USERMOD_NAME_MAX = 24, // letters of <name>
    USERMOD_FILE_MAX = 31, // of the whole file name
    USERMOD_WHY_MAX = 256  // of a reason, with its terminator
};

struct usermods;
struct usermod_file;

// A text on its way to become a module. It belongs to usermod.c, which ends it after the answer.
struct usermod_load {
    struct usermods *mods; // usermod_node(mods) and usermod_ctx(mods) are of use
    const char *name;      // of the module: "night_light"
    const char *file;      // "LM_night_light.lua", for messages
    struct text source;    // valid until the answer
    void *engine_ctx;      // the engine's own, NULL at first
    bool lacks_memory; // set by the engine before it refuses: with more of it, it might have gone
    bool was_alone;    // usermod.c's: what ran before was ended for it
    struct usermod_file *of; // usermod.c's
};

// What an engine made of it. The engine keeps the memory until its `free` is called.
struct usermod_made {
    const struct module *module; // its name is the usermod_load's
    const char *uses;            // modules it may call, with blanks between them; "" for none
    void *engine_ctx;            // the engine's own
    const char *limits; // what it may spend, in words: "64 KiB, 20 ms a call"; NULL: nothing
};

struct usermod_engine {
    const char *suffix; // "lua": of the files that are its business
    // Begins to make a module of a text. Answers exactly once, by usermod_loaded or
    // usermod_refused: from inside this call, or later from the port's loop, never from inside a
    // call of the node. An engine that answers later must do so within seconds.
    void (*load)(struct usermod_load *l);
    // What was begun is not wanted any more: there is to be no answer, and after this call `l` is
    // gone. NULL for an engine that answers from inside `load`.
    void (*cancel)(struct usermod_load *l);
    // The module is out of the node (its `stop` was called if it was loaded): frees all of it.
    void (*free)(struct usermods *mods, const struct usermod_made *made);
    // Bytes of memory that it has now, or 0: not known. May be NULL.
    uint32_t (*memory_bytes)(const struct usermod_made *made);
    // A word for how what it runs in is, and in *why (unchanged, or until the next call) what has
    // happened to it. NULL where a module that is in can only run.
    const char *(*state)(const struct usermod_made *made, const char **why);
};

extern const struct usermod_engine usermod_lua; // usermod_lua.c

// Where texts are kept, and what else a port gives; `ctx` is the first argument of each.
struct usermod_port {
    void *ctx;
    const struct usermod_engine *const *engines; // of this build, ended by NULL
    uint32_t source_max;                         // bytes of a text
    unsigned files_max;
    // The node, told what time it is.
    struct node *(*node)(void *ctx);
    // As realloc; size 0 frees.
    void *(*resize)(void *ctx, void *memory, size_t size);
    // Memory for a text that is sent, which `len` bytes are in so far, as `resize`. NULL: not now.
    char *(*room)(void *ctx, char *text, uint32_t len, uint32_t size);
    // Time that the node has used, in microseconds: of the processor, and waiting for storage.
    uint64_t (*spent_us)(void *ctx);
    // usermod_follow has something to do: the loop must not sleep before it.
    void (*soon)(void *ctx);
    // The text that is kept: OK, ERR_NAME (there is none), or ERR_STORE and `why` says more. It is
    // given back by `release`, before anything is written.
    int (*read)(void *ctx, const char *file, struct text *text, const char **why);
    void (*release)(void *ctx, struct text text);
    // Both in one piece: a cut of the power leaves the old text or the new one. `remove` is content
    // where there is none.
    int (*write)(void *ctx, const char *file, struct text text);
    int (*remove)(void *ctx, const char *file);
};

// The modules of a node (usermod_inside.h) begin zeroed, with nothing but their host.
struct node *usermod_node(const struct usermods *mods); // told what time it is
void *usermod_ctx(const struct usermods *mods);         // of the host

// The answers. usermod_loaded takes the module into the node in place of the one before, and starts
// it if it has a `start`; when that fails the one before comes back and `free` is called for the
// new one. usermod_refused: why not, with file and line where they are known ("LM_x.lua:3: ...").
void usermod_loaded(struct usermod_load *l, const struct usermod_made *made);
void usermod_refused(struct usermod_load *l, const char *why);

// A module has failed outside of a call that could tell so (its worker died, a timer of its raised
// an error). Allowed from anywhere, also from inside the module's own functions: at the end of the
// round it is unloaded, so that its pins are released, and its next call starts it again. The
// reason goes into the log and the list.
void usermod_failed(struct usermods *mods, const struct module *m, const char *why);

// For the port, when the node has booted: starts what begins by itself.
void usermod_start_all(struct usermods *mods);

// For the port, once a round, outside of calls of the node: does what they have asked for.
void usermod_follow(struct usermods *mods);

// For the port's struct module_store (core/port.h, which describes them): `ctx` is a struct
// usermods, or NULL where there is no memory for one.
bool usermod_at(void *ctx, unsigned i, struct module_file *to);
int usermod_put(void *ctx, struct text file, uint32_t offset, struct text piece, int32_t *now);
int usermod_commit(void *ctx, struct text file, uint32_t bytes, uint32_t crc32);
int usermod_remove(void *ctx, struct text file);
int usermod_result(void *ctx, struct out *why);

#endif
