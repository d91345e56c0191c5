// Everything that a port provides to the core, apart from its links (node/link.h). A port calls the
// node (rooms.h) with bytes and time. The node calls back through this table. None of these
// functions may call the node.
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

// A file with a user's own load module. Everything it points to stays valid until the next call of
// the port.
struct module_file {
    const char *file;            // "LM_night_light.lua"
    const struct module *module; // the running module, or NULL
    const char *uses;            // modules it may call, separated by blanks
    const char *limits;          // its limits, as text, or NULL
    const char *why;   // why the last text was refused or the module failed; NULL or "" if neither
    const char *state; // state of the process or interpreter it runs in, or NULL
    uint32_t bytes, memory_bytes;
    bool is_loading, has_failed; // has_failed: it ran and failed; its next call restarts it
};

// Where the user's own load modules are kept, and how new ones arrive. File names have the form
// LM_<name>.<suffix> and are already checked.
struct module_store {
    unsigned (*command)(struct request *r, struct text rest); // manage_command (loader/manage.h)
    // Whether there are any module files. Does not read them.
    bool (*has_any)(void *port_ctx);
    // Returns the ctx for the functions below, from the ctx of the port. They accept NULL as well.
    void *(*ctx_of)(void *port_ctx);
    bool (*at)(void *ctx, unsigned i, struct module_file *f); // false: there is no i-th one
    // Takes a piece of a module's text. A piece at offset 0 starts again. *at: bytes so far.
    // ERR_RANGE: another offset comes next. ERR_FULL: too long. ERR_NOTSUP: no engine for such
    // files. ERR_TAKEN: another file is being sent.
    int (*put)(void *ctx, struct text file, uint32_t offset, struct text piece, int32_t *at);
    // commit: the text is complete and must run. remove: the file must go. The work is done after
    // the call. Then the port calls node_wake, and `result` returns OK, or an error with its
    // reason; before that, ERR_WAIT. ERR_TAKEN: other work is in progress. ERR_CHECKSUM: the text
    // is not complete.
    int (*commit)(void *ctx, struct text file, uint32_t bytes, uint32_t crc32);
    int (*remove)(void *ctx, struct text file);
    int (*result)(void *ctx, struct out *why);
};

struct port {
    void *ctx;
    // Takes a log line, without a line end.
    void (*log)(void *ctx, enum log_level level, struct text line);
    int32_t (*mem_free_bytes)(void *ctx);
    int32_t (*fs_free_percent)(void *ctx);
    int32_t (*fs_used_bytes)(void *ctx); // by what the node stores
    // Memory for a load module while it is loaded, aligned for any type. NULL: no memory.
    void *(*take)(void *ctx, size_t size);
    void (*give_back)(void *ctx, void *memory);
    // All functions from here on may be NULL if the board lacks the feature.
    //
    // Finds a time zone by name, such as "Europe/Budapest". The zone stays valid as long as the
    // node. ERR_NAME: unknown.
    int (*zone)(void *ctx, struct text name, struct zone *zone);
    // Zeroed memory for background tasks and for calls to other nodes. It is requested when the
    // first one starts and kept as long as the node lives. *n: how many fit.
    struct task *(*task_pool)(void *ctx, unsigned *n);
    struct peer_call *(*call_pool)(void *ctx, uint8_t *n);
    // Starts to open a link to another node: resolves the host (a name or an address) and connects.
    // Never blocks. Returns the link at once, so that it can be hung up. intercon_dialed reports
    // the result.
    int (*dial)(void *ctx, struct peer_call *call, const char *host, uint16_t port,
                struct link **link);
    const struct blobs *blobs;
    const struct hw *hw;
    const struct crypto *crypto;
    const struct settings_place *settings;
    const struct module_store *modules; // NULL: this board takes no modules from users
    // Checks whether the board's pins can have these numbers (setting cstmpmap). NULL: pins cannot
    // be changed. ERR_RANGE: not accepted; `why` gets what is wrong and what is accepted.
    int (*check_pin_map)(void *ctx, struct text map, struct out *why);
    // Checks whether the node could listen on that port. ERR_DENIED: it lacks the right. ERR_TAKEN:
    // something else listens there now. `why` gets a sentence without its full stop. NULL: any port
    // works.
    int (*check_port)(void *ctx, uint16_t port, struct out *why);
    // How the node is connected to its network, for setting nwmd: "STA" or "AP". NULL: "STA".
    // Called at boot, and again when set_network follows a change. The text stays valid.
    const char *(*network_mode)(void *ctx);
};

#endif
