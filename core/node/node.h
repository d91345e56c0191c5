// One node: everything a device knows, and the calls by which bytes and time reach it.
// A node does no I/O, reads no clock and allocates nothing; its port does all three. Every call
// below belongs to one thread, and none may be made from inside a port operation.
#ifndef NODE_NODE_H
#define NODE_NODE_H

#include "cfg.h"
#include "hw/pins.h"
#include "mod/module.h"
#include "net/line.h"
#include "node/access.h"
#include "node/keys.h"
#include "node/origin.h"
#include "port.h"
#include "run/log.h"
#include "store/settings.h"

// Where a link comes from; who may do what depends on it.
enum link_kind { LINK_CONSOLE, LINK_LOOPBACK, LINK_REMOTE };

struct link {
    void *id; // what port->send and port->hang_up get
    enum link_kind kind;
    bool is_stream;     // characters, not chunks: a command needs its newline (serial lines)
    const char *peer;   // "10.0.1.61:64900", "console"; copied
    uint32_t peer_hash; // the same for every link of one address
};

// One conversation. The port gives the memory at node_open and has it back when the link is gone.
struct session {
    struct session *next;
    void *link;
    uint32_t last_command_ms; // of the last complete command, or of the opening
    uint32_t last_byte_ms;
    uint32_t peer_hash;
    uint8_t kind;    // enum link_kind
    bool configure;  // in configure mode
    bool is_in;      // gave the password
    bool is_busy;    // a command is being answered
    bool has_ended;  // the peer sends no more; the answer that is waited for is the last
    bool is_waiting; // for a command that takes time; no byte is taken meanwhile
    uint8_t hops;    // nodes that what it says has come over
    char peer[CFG_PEER_MAX];
    uint32_t resume_ms; // when the command is to be given again
    struct progress progress;
    struct line line;
};

// Whose command changed the state of a module last.
struct cause {
    struct origin origin;
    uint32_t up_s; // when, in seconds since the boot
    uint8_t verb;  // index into the module's verbs
    bool is_known;
    char peer[CFG_CAUSE_PEER]; // of the session that gave it
};

// A load module that was used, in memory of the port's.
struct module_slot {
    struct module_slot *next;
    const struct module *module;
    uint32_t wake_ms; // when `tick` is due
    struct cause cause;
    uint16_t owner;                  // of its pins
    bool keeps;                      // F_KEEP state is written when it changes
    bool is_waiting : 1;             // for wake_ms
    bool is_dirty : 1;               // kept state that could not be written yet
    _Alignas(void *) uint8_t self[]; // the module's state
};

// A module of the user's: the memory belongs to whoever adds it, until it is removed.
struct own_module {
    struct own_module *next;
    const struct module *module;
};

struct interval {
    bool is_running;
    uint32_t due_ms;
    uint32_t runs, missed; // periods
};

// A pin whose edges start commands.
struct event_line {
    uint8_t gpio;
    uint8_t pending;   // runs that are still to be done
    uint8_t dropped;   // edges that were too many, 255 at most
    uint8_t edges : 2; // bit 0: the falling one counts, bit 1: the rising one
    bool is_open : 1, is_high : 1, is_bouncing : 1;
    uint32_t quiet_ms; // until then the pin may bounce
};

// Whom the pins belong to that the node itself uses.
enum { OWNER_NODE = PIN_OWNERS - 1 };

enum { EVENT_LINES = 5 };

// The last run of an entry of the calendar.
struct cron_note {
    uint32_t due_s; // 0: it has not run yet
    uint16_t late_s;
    bool ok;
};

// Seconds since 1970 have 32 bits here: they last until 2106.
struct agenda {
    uint32_t done_s, next_s; // all up to here is done; what comes next, or UINT32_MAX
    uint32_t start_s;        // what is due often is not made up for before this
    uint32_t generation;     // of the settings that next_s follows from
    bool is_running;
    bool has_begun;     // since the boot
    bool mark_is_whole; // what is kept says that the node has stopped, and when
    bool is_behind;     // the clock was set back, to before what is done
    struct cron_note notes[CFG_CRON_NOTES];
};

// What happens to the node besides its links.
enum node_wish { WISH_NONE, WISH_REBOOT };

struct node {
    const struct port *port;
    const struct board *board;
    uint32_t now_ms;      // monotonic, wraps
    int64_t wall_s;       // seconds since 1970, UTC
    uint64_t clock_ms;    // monotonic, of which now_ms is the low part
    uint64_t boot_ms;     // when it booted, on that clock
    const uint8_t *mac;   // six bytes, the port's
    uint16_t listen_port; // where the port listens
    const char *address;  // of this node as others see it, the port's
    const char *name;     // what a new node is called; NULL: as the settings' default
    bool is_up;           // the boot sequence is over: sessions are served
    uint8_t wish;         // enum node_wish; the port looks after every call
    bool in_recovery;
    bool has_notice;      // settings were damaged; every session is told until "ack"
    uint8_t level;        // enum log_level: what goes to the port's log
    bool led_is_inverted; // the progress LED shows that the node works
    bool time_is_trusted; // wall_s is known to be right
    bool is_woken;        // a call of another node has ended: who waits looks now
    uint8_t hops;         // nodes that the command which runs has come over
    uint8_t depth;        // commands that modules give inside of one another
    uint16_t wall_ms;     // the part of the present second that is over
    uint16_t load_permille;
    uint32_t late_max_ms; // the most that anything was late since the boot
    uint32_t tasks_ended, calls_begun;
    unsigned n_tasks, n_calls;
    struct task *tasks; // the port's; NULL: none has begun yet
    struct peer_call *calls;
    struct interval interval;
    struct agenda agenda;
    struct event_line events[EVENT_LINES];
    struct session *sessions;
    struct settings settings;
    uint8_t recorded[KEYSET_BYTES(KEY_COUNT)]; // of the settings
    struct access access;
    struct pins pins;
    struct log log;
    struct module_slot *slots; // the loaded modules, the last one first
    struct own_module *own_modules;
    char log_ring[CFG_LOG_BYTES];
};

struct node_facts {
    const struct board *board;
    const uint8_t *mac;   // six bytes
    const char *address;  // "192.168.1.20"
    const char *name;     // what a new node is called, or NULL
    enum log_level level; // what goes to the port's log
};

// Prepares a node; everything it is given must outlive it.
void node_init(struct node *n, const struct port *port, const struct node_facts *facts);

// Tells the time: monotonic milliseconds, and milliseconds of UTC since 1970. Call it before any
// call below.
void node_time(struct node *n, uint64_t clock_ms, int64_t wall_ms);

// Says whether the time can be trusted; the calendar waits for it.
void node_trust_time(struct node *n, bool is_trusted);

// Loads the settings only: what the port must know before it can listen.
void node_load(struct node *n);

// Runs the boot sequence up to the open shell; `listen_port` is where the port listens.
void node_boot(struct node *n, uint16_t listen_port);

// A new link. Sends the greeting (once the node has booted: a console may be there before); OK, or
// ERR_FULL after it told the client that the node is busy (the session memory is then not used).
int node_open(struct node *n, struct session *s, const struct link *link);

// Turns a link away for which the port has no session: tells the client that the node is busy, and
// hangs up.
void node_refuse(struct node *n, const struct link *link);

// Bytes of one chunk. Answers at most one command and returns how many bytes it took, so that the
// port can hold back what a slow reader could not take; call again with the rest.
size_t node_input(struct node *n, struct session *s, const char *data, size_t len);

// The peer will send no more: answers a last command that has no newline.
void node_input_end(struct node *n, struct session *s);

// The link is gone. Not for a link that the node hung up: it has forgotten that one already.
void node_close(struct node *n, struct session *s);

// A pin that is watched has changed.
void node_edge(struct node *n, unsigned gpio, bool is_high);

// About a link that the node dialed: it is open (OK) or could not be (why not: ERR_NAME no such
// host, ERR_IO no answer); it brought bytes; it is gone. After an error, and after it is gone, the
// port has forgotten it.
void node_dialed(struct node *n, struct peer_call *call, int err);
void node_heard(struct node *n, struct peer_call *call, const char *data, size_t len);
void node_hung_up(struct node *n, struct peer_call *call);

// From now on there is this module too, in place of another one of that name. A loaded module of
// that name is stopped first; so it is when its module is removed.
void node_add_module(struct node *n, struct own_module *own);
void node_remove_module(struct node *n, struct own_module *own);

// Those who wait for something are to look again: for a port that has an answer for a module.
void node_wake(struct node *n);

// Does what is due; returns milliseconds until the next thing is, or UINT32_MAX. Call it when that
// time has come, and after each round of other calls.
uint32_t node_poll(struct node *n);

// Changes a setting as the node itself: for its port, a setting given at start for example. Returns
// 1, or 0 when it is so already, or an error, of which node_set_why then writes the reason.
int node_set(struct node *n, struct text key, struct text value);
void node_set_why(const struct node *n, struct text key, struct text value, int err,
                  struct out *why);

// Ends all sessions with a word to each; the port may then boot the node again.
void node_stop(struct node *n);

// For whoever finds that something was due before now.
void node_was_late(struct node *n, uint32_t due_ms);
unsigned node_load_percent(const struct node *n);

// A line for the log, as out_format.
void node_log(struct node *n, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

extern const char node_version[]; // "0.8.0-0", from the build

#endif
