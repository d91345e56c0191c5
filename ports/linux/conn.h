// Connections: the links of a node's sessions over sockets, terminals and serial lines.
#ifndef LINUX_CONN_H
#define LINUX_CONN_H

#include "node/node.h"
#include "posix/listener.h"
#include "posix/stream.h"

struct conn {
    struct stream stream;
    struct unit *unit;
    struct conn *next, *prev; // of the unit
    bool is_stream, is_closing;
    uint8_t kind; // enum link_kind
    struct session session;
};

enum conn_type { CONN_SOCKET, CONN_CONSOLE, CONN_SERIAL };

// Takes over descriptors (both the same but for a console) and opens a session. NULL: no memory, or
// a descriptor that cannot be waited for; they are then still the caller's.
struct conn *conn_open(struct loop *l, struct unit *u, enum conn_type type, int in, int out,
                       const struct link *link);

// For a listener that is a unit's: each who connects gets a connection.
extern const struct listener_ops conn_listener;

// Opens the node's session again, after a reboot; for consoles and serial lines.
void conn_reopen(struct conn *c);

// Queues bytes; drops the connection's rest when the peer is too far behind.
void conn_send(struct conn *c, const char *data, size_t len);

// Ends it once all was sent.
void conn_hang_up(struct conn *c);

// Drops a connection at once, its node's session included.
void conn_drop(struct conn *c);

#endif
