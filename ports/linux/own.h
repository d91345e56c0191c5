// The user's own load modules: files LM_<name>.<suffix> in the folder modules/ below the node's
// root. A file that appears, changes or goes is followed at once; one that is sent over the shell
// ("module put") becomes such a file. How a text becomes a module is an engine's business, which
// is found by the suffix.
#ifndef LINUX_OWN_H
#define LINUX_OWN_H

#include <stdbool.h>
#include <stdint.h>
#include "loop.h"
#include "mod/module.h"

struct own_file;
struct unit;

enum {
    OWN_NAME_MAX = 24,           // letters of <name>
    OWN_FILE_MAX = 31,           // of the whole file name
    OWN_SOURCE_MAX = 256 * 1024, // bytes of a file
    OWN_WHY_MAX = 256            // of a reason, with its terminator
};

// A text on its way to become a module. It belongs to own.c, which ends it after the answer.
struct own_load {
    struct unit *unit;   // whose node; unit_node(unit) and unit->process->loop are of use
    const char *name;    // of the module: "night_light"
    const char *file;    // "LM_night_light.lua", for messages
    struct text source;  // with a zero byte behind it; valid until the answer
    void *engine_ctx;    // the engine's own, NULL at first
    struct own_file *of; // own.c's
};

// What an engine made of it. The engine keeps the memory until its `free` is called.
struct own_made {
    const struct module *module; // its name is the own_load's
    const char *uses;            // modules it may call, with blanks between them; "" for none
    void *engine_ctx;            // the engine's own
    const char *limits; // what it may spend, in words: "64 KiB, 20 ms a call"; NULL: nothing
};

struct own_engine {
    const char *suffix; // "lua": of the files that are its business
    // Begins to make a module of a text. Answers exactly once, by own_loaded or own_refused: from
    // inside this call, or later from the loop (a watch of loop.h), never from inside a call of the
    // node. An engine that answers later must do so within seconds.
    void (*load)(struct own_load *l);
    // What was begun is not wanted any more: there is to be no answer, and after this call `l` is
    // gone. NULL for an engine that answers from inside `load`.
    void (*cancel)(struct own_load *l);
    // The module is out of the node (its `stop` was called if it was loaded): frees all of it.
    void (*free)(struct unit *u, const struct own_made *made);
    // Bytes of memory that it has now, or 0: not known. May be NULL.
    uint32_t (*memory_bytes)(const struct own_made *made);
};

// Every engine of this build, ended by NULL: own_<suffix>, listed in OWN_ENGINES of
// ports/linux/CMakeLists.txt, which the table is generated from.
extern const struct own_engine *const own_engines[];

// The answers. own_loaded takes the module into the node in place of the one before, and starts it
// if it has a `start`; when that fails the one before comes back and `free` is called for the new
// one. own_refused: why not, with file and line where they are known ("LM_x.lua:3: ...").
void own_loaded(struct own_load *l, const struct own_made *made);
void own_refused(struct own_load *l, const char *why);

// A module has failed outside of a call that could tell so (its worker died, a timer of its raised
// an error). Allowed from anywhere, also from inside the module's own functions: at the end of the
// round it is unloaded, so that its pins are released, and its next call starts it again. The
// reason goes into the log and the list.
void own_failed(struct unit *u, const struct module *m, const char *why);

// For unit.c. own_start looks into the folder; own_begin starts what begins by itself, after the
// boot; own_follow does what calls of the node have asked for; own_stop ends every module.
void own_start(struct unit *u);
void own_begin(struct unit *u);
void own_follow(struct unit *u);
void own_stop(struct unit *u);

// For the port's table: the words "module put", "module list" and so on. `ctx` is the unit.
extern const struct module_store own_store;

#endif
