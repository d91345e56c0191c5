// Multicast DNS for all nodes of the process: one socket on port 5353, shared with whatever daemon
// of the system listens there too. What is said is decided in core/net/responder.c.
#ifndef LINUX_MDNS_H
#define LINUX_MDNS_H

#include "net/responder.h"
#include "posix/multicast.h"

// A node that is announced. Its owner fills in the three after `next` and keeps it until
// mdns_withdraw.
struct mdns_node {
    struct mdns_node *next;
    uint32_t address; // where it listens, native byte order; 0: on every interface
    // Writes what the node says about itself on such an interface, as of `struct responder_place`.
    size_t (*describe)(struct mdns_node *node, bool is_wireless, char txt[RESPONDER_TXT_MAX]);
    // Another host has its name: now it is responder.label.
    void (*renamed)(struct mdns_node *node, uint32_t other);
    struct responder responder;
};

// Gets the address that a name has, native byte order; 0: nobody answered in time.
typedef void mdns_found_fn(void *ctx, uint32_t address);

enum { MDNS_NAMES = 64, MDNS_WAITS = 256 };

struct mdns_wait {
    mdns_found_fn *found; // NULL: free
    void *ctx;
    unsigned name; // an index into names
    uint32_t due_ms;
};

// A name that was asked for.
struct mdns_name {
    char wire[DNS_LABEL_MAX + 1 + sizeof RESPONDER_LOCAL];
    uint8_t len;      // 0: free
    uint8_t asked;    // times, for those who wait now
    uint32_t ask_ms;  // when to ask again
    uint32_t address; // 0: not known
    uint64_t until_ms;
};

struct mdns {
    struct multicast group;
    struct loop_timer timer;     // a node has something to say
    struct loop_timer ask_timer; // a name is to be asked for, or has been waited for long enough
    struct mdns_node *nodes;
    uint32_t random;
    struct mdns_name *names; // MDNS_NAMES of them and MDNS_WAITS, once somebody asked
    struct mdns_wait *waits;
};

// 0, or -1 with errno: the node goes on without.
int mdns_open(struct mdns *m, struct loop *l);
void mdns_close(struct mdns *m);
bool mdns_is_open(const struct mdns *m);

// Announces a node under its name, or, once announced, under another one. Without an open
// mdns this does nothing.
void mdns_announce(struct mdns *m, struct mdns_node *node, struct text name, uint16_t port);

// What `describe` writes has changed.
void mdns_changed(struct mdns *m, struct mdns_node *node);

// Says goodbye and forgets the node.
void mdns_withdraw(struct mdns *m, struct mdns_node *node);

// Finds the address of "kitchen" or "kitchen.local". Calls `found` exactly once: before it returns
// when the address is known, else when an answer came or `timeout_ms` has passed. -1, and no call:
// that can be no name, too many wait, or mdns is closed.
int mdns_resolve(struct mdns *m, const char *host, mdns_found_fn *found, void *ctx,
                 uint32_t timeout_ms);

// Whoever asked with this ctx wants no answer any more.
void mdns_forget(struct mdns *m, const void *ctx);

// Of mdns_resolve.c, for mdns.c.
void mdns_asks_due(struct loop *l, struct loop_timer *t);
void mdns_forget_all(struct mdns *m);
void mdns_hear_answers(struct mdns *m, const uint8_t *data, size_t len);

#endif
