// Connections: the links of a node's sessions over sockets, terminals and serial lines.
#ifndef LINUX_CONN_H
#define LINUX_CONN_H

#include "posix/listener.h"
#include "posix/stream.h"
#include "shell/shell.h"

struct conn {
    struct link link; // what the node knows it by
    struct stream stream;
    struct unit *unit;
    struct conn *next, *prev; // of the unit
    bool is_stream, is_closing;
    uint8_t kind; // enum link_kind
    struct shell shell;
};

enum conn_type { CONN_SOCKET, CONN_CONSOLE, CONN_SERIAL };

// Takes over descriptors (both the same but for a console) and opens a shell. NULL: no memory, or
// a descriptor that cannot be waited for; they are then still the caller's.
struct conn *conn_open(struct loop *l, struct unit *u, enum conn_type type, int in, int out,
                       const struct link_facts *facts);

// For a listener that is a unit's: each who connects gets a connection.
extern const struct listener_ops conn_listener;

// Opens the node's session again, after a reboot; for consoles and serial lines.
void conn_reopen(struct conn *c);

// Drops a connection at once, its node's session included.
void conn_drop(struct conn *c);

#endif
