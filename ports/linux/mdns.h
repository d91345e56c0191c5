// Multicast DNS for all nodes of the process. It uses one socket on port 5353, shared with the
// system's own daemon, if any. core/net/responder.c decides what to send.
#ifndef LINUX_MDNS_H
#define LINUX_MDNS_H

#include "net/responder.h"
#include "posix/multicast.h"

// A node that is announced. Its owner sets the three members after `next`, and keeps the struct
// until mdns_withdraw.
struct mdns_node {
    struct mdns_node *next;
    uint32_t address; // where it listens, native byte order; 0: on all interfaces
    // Writes the node's description for such an interface, for `struct responder_place`.
    size_t (*describe)(struct mdns_node *node, bool is_wireless, char txt[RESPONDER_TXT_MAX]);
    // Another host has its name; the new name is in responder.label.
    void (*renamed)(struct mdns_node *node, uint32_t other);
    struct responder responder;
};

// Gets the address of a name, in native byte order. 0: nobody answered in time.
typedef void mdns_found_fn(void *ctx, uint32_t address);

enum { MDNS_NAMES = 64, MDNS_WAITS = 256 };

struct mdns_wait {
    mdns_found_fn *found; // NULL: free
    void *ctx;
    unsigned name; // index into `names`
    uint32_t due_ms;
};

// A name that was asked for.
struct mdns_name {
    char wire[DNS_LABEL_MAX + 1 + sizeof RESPONDER_LOCAL];
    uint8_t len;      // 0: free
    uint8_t asked;    // how often it was asked for the present waits
    uint32_t ask_ms;  // when to ask again
    uint32_t address; // 0: unknown
    uint64_t until_ms;
};

struct mdns {
    struct multicast group;
    struct loop_timer timer;     // when a node must send
    struct loop_timer ask_timer; // when to ask for a name, or when a wait ends
    struct mdns_node *nodes;
    uint32_t random;
    struct mdns_name *names; // MDNS_NAMES of them, and MDNS_WAITS waits, allocated at first use
    struct mdns_wait *waits;
};

// Returns 0. -1 with errno: the node continues without mDNS.
int mdns_open(struct mdns *m, struct loop *l);
void mdns_close(struct mdns *m);
bool mdns_is_open(const struct mdns *m);

// Announces a node with its name; if it is announced already, with a new name. Does nothing if mdns
// is not open.
void mdns_announce(struct mdns *m, struct mdns_node *node, struct text name, uint16_t port);

// The text that `describe` writes has changed.
void mdns_changed(struct mdns *m, struct mdns_node *node);

// Says goodbye and forgets the node.
void mdns_withdraw(struct mdns *m, struct mdns_node *node);

// Finds the address of "kitchen" or "kitchen.local". Calls `found` exactly once: before it returns
// if the address is known, otherwise after an answer or after `timeout_ms`. -1 without a call: not
// a valid name, too many waits, or mdns is closed.
int mdns_resolve(struct mdns *m, const char *host, mdns_found_fn *found, void *ctx,
                 uint32_t timeout_ms);

// Cancels all waits with this ctx.
void mdns_forget(struct mdns *m, const void *ctx);

// In mdns_resolve.c, for mdns.c.
void mdns_asks_due(struct loop *l, struct loop_timer *t);
void mdns_forget_all(struct mdns *m);
void mdns_hear_answers(struct mdns *m, const uint8_t *data, size_t len);

#endif
