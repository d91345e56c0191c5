// Everything a port owes the core, besides its links (node/link.h). A port calls the node (rooms.h)
// with bytes and time; the node calls back through this table. None of these calls may call the
// node.
#ifndef PORT_H
#define PORT_H

#include "base/crypto.h"
#include "run/log.h"

struct blobs;
struct hw;
struct link;
struct peer_call;
struct task;
struct zone;
struct request;
struct settings_place;

struct module;
struct out;

// A file of the user's own load modules. All it points to stays until the next call of the port.
struct module_file {
    const char *file;            // "LM_night_light.lua"
    const struct module *module; // that runs, or NULL
    const char *uses;            // modules it may call, a blank between each
    const char *limits;          // what it may spend, in words, or NULL
    const char *why;   // the last text was refused, or the module has failed; NULL or "" if not
    const char *state; // how what it runs in is, or NULL
    uint32_t bytes, memory_bytes;
    bool is_loading, has_failed; // has_failed: it did run, and its next call starts it again
};

// Where the user's own load modules are kept, and how new ones come in. File names are
// LM_<name>.<suffix>, looked at already.
struct module_store {
    unsigned (*command)(struct request *r, struct text rest); // manage_command (loader/manage.h)
    // Whether there are any, before they are looked at.
    bool (*has_any)(void *port_ctx);
    // The store of the port with that ctx: the ctx of those below, for which NULL is no mistake.
    void *(*ctx_of)(void *port_ctx);
    bool (*at)(void *ctx, unsigned i, struct module_file *f); // false: there is no i-th one
    // A piece of a text; the one at 0 begins it anew. *at: bytes so far. ERR_RANGE: another place
    // comes next; ERR_FULL: too long; ERR_NOTSUP: no engine for such files; ERR_TAKEN: another file
    // is being sent.
    int (*put)(void *ctx, struct text file, uint32_t offset, struct text piece, int32_t *at);
    // What was put is whole and is to run; or the file is to go. Both are done after this call;
    // then the port calls node_wake, and `result` says how it went: OK, ERR_WAIT (not yet), or an
    // error with its reason. ERR_TAKEN: something else is being done; ERR_CHECKSUM: it is not
    // whole.
    int (*commit)(void *ctx, struct text file, uint32_t bytes, uint32_t crc32);
    int (*remove)(void *ctx, struct text file);
    int (*result)(void *ctx, struct out *why);
};

struct port {
    void *ctx;
    // A line of the log, without a line end.
    void (*log)(void *ctx, enum log_level level, struct text line);
    int32_t (*mem_free_bytes)(void *ctx);
    int32_t (*fs_free_percent)(void *ctx);
    int32_t (*fs_used_bytes)(void *ctx); // by what the node keeps
    // Memory for a load module as long as it is loaded, aligned for any type. NULL: there is none.
    void *(*take)(void *ctx, size_t size);
    void (*give_back)(void *ctx, void *memory);
    // What follows may be NULL: the board cannot.
    // A time zone by its name, "Europe/Budapest". ERR_NAME: there is none. It stays as long as the
    // node.
    int (*zone)(void *ctx, struct text name, struct zone *zone);
    // Memory for background tasks and for calls of other nodes, zeroed; asked for when the first
    // one begins, for as long as the node lives. *n: how many.
    struct task *(*task_pool)(void *ctx, unsigned *n);
    struct peer_call *(*call_pool)(void *ctx, uint8_t *n);
    // Begins to open a link to another node: finds the host, a name or an address, and connects.
    // Never blocks. Gives the link at once, for hanging up; intercon_dialed says how it went.
    int (*dial)(void *ctx, struct peer_call *call, const char *host, uint16_t port,
                struct link **link);
    const struct blobs *blobs;
    const struct hw *hw;
    const struct crypto *crypto;
    const struct settings_place *settings;
    const struct module_store *modules; // NULL: this board takes no modules of the user's
    // Whether the board's pins can have other numbers (setting cstmpmap). NULL: no. ERR_RANGE: not
    // these; `why` has what is wrong and what is accepted.
    int (*check_pin_map)(void *ctx, struct text map, struct out *why);
    // Whether the node could listen on that port: OK; ERR_DENIED: it has no right to; ERR_TAKEN:
    // something else listens there now. `why` has a sentence without its full stop. NULL: it can
    // listen on any.
    int (*check_port)(void *ctx, uint16_t port, struct out *why);
    // How the node is on its network, for setting nwmd: "STA" or "AP". NULL: "STA". It is asked at
    // the boot, and again when set_network follows a change. The text stays.
    const char *(*network_mode)(void *ctx);
};

#endif
