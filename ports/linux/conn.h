// Connections: links of node sessions over sockets, terminals and serial lines.
#ifndef LINUX_CONN_H
#define LINUX_CONN_H

#include "posix/listener.h"
#include "posix/stream.h"
#include "shell/shell.h"

struct conn {
    struct link link; // the node's handle
    struct stream stream;
    struct unit *unit;
    struct conn *next, *prev; // list of the unit
    bool is_stream, is_closing;
    uint8_t kind; // enum link_kind
    struct shell shell;
};

enum conn_type { CONN_SOCKET, CONN_CONSOLE, CONN_SERIAL };

// Takes over the descriptors (they differ only for a console) and opens a shell. NULL: no memory,
// or the loop cannot wait for a descriptor; then the caller keeps them.
struct conn *conn_open(struct loop *l, struct unit *u, enum conn_type type, int in, int out,
                       const struct link_facts *facts);

// For a listener of a unit: each client gets a connection.
extern const struct listener_ops conn_listener;

// Opens a new session after a reboot; for consoles and serial lines.
void conn_reopen(struct conn *c);

// Drops a connection and its session at once.
void conn_drop(struct conn *c);

#endif
