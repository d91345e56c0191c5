// The node: its port, its clock, its log, its settings and its pins: what all of its rooms may ask.
// A node does no I/O, reads no clock and allocates nothing; its port does all three. Every call of
// a node belongs to one thread, and none may be made from inside a port operation.
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

// Whom the pins belong to that the node itself uses.
enum { OWNER_NODE = PIN_OWNERS - 1 };

// What happens to the node besides its links.
enum node_wish { WISH_NONE, WISH_REBOOT };

struct automation;
struct module_slot;
struct peer_call;
struct rooms;
struct shell;
struct user_module;

struct node {
    const struct port *port;
    const struct rooms *rooms; // what the node consists of besides this
    const struct board *board;
    const struct principal *who; // whose command runs; NULL: none does
    uint32_t now_ms;             // monotonic, wraps
    uint16_t listen_port;        // where the port listens
    uint16_t wall_ms;            // the part of the present second that is over
    int64_t wall_s;              // seconds since 1970, UTC
    uint64_t clock_ms;           // monotonic, of which now_ms is the low part
    uint64_t boot_ms;            // when it booted, on that clock
    const uint8_t *mac;          // six bytes, the port's
    const char *address;         // of this node as others see it, the port's
    const char *name;            // what a new node is called; NULL: as the settings' default
    bool is_up;                  // the boot sequence is over: sessions are served
    uint8_t wish;                // enum node_wish; the port looks after every call
    bool in_recovery : 1;
    bool has_notice : 1;      // settings were damaged; every session is told until "ack"
    bool has_told_plain : 1;  // the log says already that passwords come in clear
    bool forgets : 1;         // the port keeps blobs in memory only: they end with the program
    bool led_is_inverted : 1; // the progress LED shows that the node works
    bool time_is_trusted : 1; // wall_s is known to be right
    bool is_woken : 1;        // a call of another node has ended: who waits looks now
    bool has_acted : 1;       // a module was called or a task begun in this turn of the rooms
    struct starts starts;     // how the starts before this one ended
    uint8_t level;            // enum log_level: what goes to the port's log
    uint8_t depth;            // commands that modules give inside of one another
    uint8_t alarms;           // errors in the log since somebody has said that he knows; or more
    uint8_t n_calls;          // core/peers: places in `calls`
    uint8_t kept_minute;      // core/loader: that runs now, and in it the writes of kept states of
    uint8_t kept_writes;      // modules of the target that nobody at a shell has changed
    uint16_t load_permille;
    uint32_t late_max_ms;              // the most that anything was late since the boot
    uint32_t timer_runs, timer_missed; // periods of the timer since the boot
    struct settings settings;
    uint8_t recorded[KEYSET_BYTES(KEY_COUNT)]; // of the settings
    struct access access;
    struct pins pins;
    struct log log;
    struct strangers strangers;
    // Each belongs to the room of its name.
    struct automation *automation;
    struct shell *shells;    // core/shell: the conversations, the last one first
    struct peer_call *calls; // core/peers: the port's; NULL: none has begun yet
    uint32_t calls_begun;
    struct module_slot *slots; // core/loader: the loaded modules, the last one first
    struct user_module *user_modules;
    char log_ring[CFG_LOG_BYTES];
};

// What a node is told about itself.
struct node_facts {
    const struct board *board;
    const uint8_t *mac;   // six bytes
    const char *address;  // "192.168.1.20"
    const char *name;     // what a new node is called, or NULL
    enum log_level level; // what goes to the port's log
};

// Prepares a node of these rooms; everything it is given must outlive it.
void node_init(struct node *n, const struct port *port, const struct node_facts *facts,
               const struct rooms *rooms);

// Tells the time: monotonic milliseconds, and milliseconds of UTC since 1970. Call it before any
// call below.
void node_time(struct node *n, uint64_t clock_ms, int64_t wall_ms);

// Says whether the time can be trusted; the calendar waits for it.
void node_trust_time(struct node *n, bool is_trusted);

// "STA" or "AP": how the node is on its network now, as its port says.
const char *node_network_mode(const struct node *n);

// Those who wait for something are to look again: for a port that has an answer for a module.
void node_wake(struct node *n);

// The shortest period of anything that a node does by itself.
enum { NODE_TICK_MS = 20 };

// Since it booted; these do not wrap while a board lives.
static inline uint64_t node_uptime_ms(const struct node *n)
{
    return n->clock_ms - n->boot_ms;
}

static inline uint32_t node_uptime_s(const struct node *n)
{
    return (uint32_t)(node_uptime_ms(n) / 1000);
}

// For whoever finds that something was due before now.
void node_was_late(struct node *n, uint32_t due_ms);
unsigned node_load_percent(const struct node *n);

// A line for the log, as out_format. It may be left out while a stranger is heard
// (node/strangers.h).
void node_log(struct node *n, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

extern const char node_version[]; // "0.8.0-0", from the build

#endif
