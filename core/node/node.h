// The node: its port, clock, log, settings and pins. All its rooms may use these. A node does no
// I/O, reads no clock and allocates nothing; its port does all three. Call a node from one thread
// only, and never from inside a port operation.
#ifndef NODE_NODE_H
#define NODE_NODE_H

#include "cfg.h"
#include "hw/pins.h"
#include "node/access.h"
#include "node/keys.h"
#include "node/principal.h"
#include "node/starts.h"
#include "node/strangers.h"
#include "port.h"
#include "run/log.h"
#include "store/settings.h"

// Owner of the pins that the node itself uses.
enum { OWNER_NODE = PIN_OWNERS - 1 };

// What the node wants from its port.
enum node_wish { WISH_NONE, WISH_REBOOT };

struct automation;
struct module_slot;
struct peer_call;
struct rooms;
struct shell;
struct user_module;

struct node {
    const struct port *port;
    const struct rooms *rooms; // the other parts of the node
    const struct board *board;
    const struct principal *who; // whose command is running; NULL: none is
    uint32_t now_ms;             // monotonic, wraps
    uint16_t listen_port;        // where the port listens
    uint16_t wall_ms;            // milliseconds of the current second
    int64_t wall_s;              // seconds since 1970, UTC
    uint64_t clock_ms;           // monotonic; now_ms is its low part
    uint64_t boot_ms;            // time of boot on that clock
    const uint8_t *mac;          // six bytes, owned by the port
    const char *address;         // as other nodes see it; owned by the port
    const char *name;            // name of a new node; NULL: the settings' default
    bool is_up;                  // boot has finished, so sessions are served
    uint8_t wish;                // enum node_wish; the port checks it after every call
    bool in_recovery : 1;
    bool has_notice : 1;      // settings were damaged; every session is told until "ack"
    bool has_told_plain : 1;  // the log already says that passwords come unencrypted
    bool forgets : 1;         // the port keeps blobs in memory only, so they are lost at exit
    bool led_is_inverted : 1; // the progress LED is inverted, as the node works
    bool time_is_trusted : 1; // wall_s is known to be correct
    bool is_woken : 1;        // a call to another node has ended, so rooms that wait look again
    bool has_acted : 1;       // a module was called or a task started in this turn of the rooms
    struct starts starts;     // how the starts before this one ended
    uint8_t level;            // enum log_level; lines up to it go to the port's log
    uint8_t depth;            // nesting depth of commands given by modules
    uint8_t alarms;           // errors in the log since they were last acknowledged; saturates
    uint8_t n_calls;          // core/peers: places in `calls`
    uint8_t kept_minute; // core/loader: the current minute and, in it, how often kept states were
                         // written
    uint8_t kept_writes; // of built-in modules that no user at a shell has changed
    uint16_t load_permille;
    uint32_t late_max_ms;              // greatest lateness since boot
    uint32_t timer_runs, timer_missed; // periods of the timer since boot
    struct settings settings;
    uint8_t recorded[KEYSET_BYTES(KEY_COUNT)]; // keyset of the settings
    struct access access;
    struct pins pins;
    struct log log;
    struct strangers strangers;
    // Each of these belongs to the room that is named.
    struct automation *automation;
    struct shell *shells;    // core/shell: the conversations, newest first
    struct peer_call *calls; // core/peers: memory from the port; NULL: no call has started yet
    uint32_t calls_begun;
    struct module_slot *slots; // core/loader: the loaded modules, newest first
    struct user_module *user_modules;
    char log_ring[CFG_LOG_BYTES];
};

// Facts about the node, given by its port.
struct node_facts {
    const struct board *board;
    const uint8_t *mac;   // six bytes
    const char *address;  // "192.168.1.20"
    const char *name;     // name of a new node, or NULL
    enum log_level level; // lines up to it go to the port's log
};

// Prepares a node with these rooms. All arguments must outlive it.
void node_init(struct node *n, const struct port *port, const struct node_facts *facts,
               const struct rooms *rooms);

// Sets the time: monotonic milliseconds, and milliseconds of UTC since 1970. Call it before any
// function below.
void node_time(struct node *n, uint64_t clock_ms, int64_t wall_ms);

// Tells whether the time is correct. The calendar waits for that.
void node_trust_time(struct node *n, bool is_trusted);

// "STA" or "AP": how the node is connected to its network, as its port says.
const char *node_network_mode(const struct node *n);

// Makes waiting rooms look again. A port calls it when it has a result for a module.
void node_wake(struct node *n);

// Shortest period of anything that a node does without a command.
enum { NODE_TICK_MS = 20 };

// Time since boot. It does not wrap in a board's lifetime.
static inline uint64_t node_uptime_ms(const struct node *n)
{
    return n->clock_ms - n->boot_ms;
}

static inline uint32_t node_uptime_s(const struct node *n)
{
    return (uint32_t)(node_uptime_ms(n) / 1000);
}

// Call this when something runs later than it was due.
void node_was_late(struct node *n, uint32_t due_ms);
unsigned node_load_percent(const struct node *n);

// Logs a line, formatted as out_format does. The line may be left out while a stranger's input is
// handled (node/strangers.h).
void node_log(struct node *n, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

extern const char node_version[]; // set by the build, e.g. "0.8.0-0"

#endif
