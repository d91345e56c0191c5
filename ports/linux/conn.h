// Connections: the links of a node's sessions over sockets, terminals and serial lines.
#ifndef LINUX_CONN_H
#define LINUX_CONN_H

#include "loop.h"
#include "shell/shell.h"

struct buffer {
    char *data;
    size_t len, off, cap; // bytes off..len are waiting
};

struct conn {
    struct link link; // what the node knows it by
    struct watch in,
        out; // the same descriptor for sockets; `out` is a watch of its own for terminals
    struct loop *loop;
    struct unit *unit;
    struct conn *next, *prev; // of the unit
    struct conn *next_unsent;
    struct buffer unsent; // answers that the peer did not take yet
    struct buffer held;   // input that waits until it did
    uint32_t closing_ms;  // when closing began, or the peer last took something
    uint32_t watched;     // the events that the loop waits for
    bool is_socket, is_stream, is_unsent, is_closing, is_shut, is_overrun, has_ended, waits_out,
        is_dead;
    uint8_t kind; // enum link_kind
    struct shell shell;
};

enum conn_type { CONN_SOCKET, CONN_CONSOLE, CONN_SERIAL };

// Takes over descriptors (both the same but for a console) and opens a shell. NULL: no memory, or
// a descriptor that cannot be waited for; they are then still the caller's.
struct conn *conn_open(struct loop *l, struct unit *u, enum conn_type type, int in, int out,
                       const struct link_facts *facts);

// Opens the node's session again, after a reboot; for consoles and serial lines.
void conn_reopen(struct conn *c);

// Flushes, ends and frees what this round left to do.
void conn_settle(struct loop *l);

// Looks again at a connection that waits for its peer's end.
void conn_expire(struct conn *c);

// Drops a connection at once, its node's session included.
void conn_drop(struct conn *c);

#endif
