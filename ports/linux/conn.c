// Connections: a stream on one side, the node's shell on the other.
#include "conn.h"
#include "posix/address.h"
#include "unit.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct conn *conn_of(struct stream *s)
{
    return LOOP_OWNER(struct conn, stream, s);
}

static void conn_send_bytes(struct link *l, const char *data, size_t len)
{
    stream_send(&LOOP_OWNER(struct conn, link, l)->stream, data, len);
}

// A terminal stays open: its input waits for the next session.
static void conn_hang_up(struct link *l)
{
    struct conn *c = LOOP_OWNER(struct conn, link, l);

    c->is_closing = true;
    if (c->stream.is_socket)
        stream_end(&c->stream);
    else
        stream_pause(&c->stream);
}

static size_t conn_room(const struct link *l)
{
    const struct conn *c = (const struct conn *)(const void *)l; // first member of the struct

    return stream_room(&c->stream);
}

static const struct link_ops conn_link = { conn_send_bytes, conn_hang_up, conn_room };

void conn_drop(struct conn *c)
{
    stream_drop(&c->stream);
}

// Passes input to the node, command by command, as long as the peer takes the answers.
static size_t conn_input(struct stream *s, const char *data, size_t len)
{
    struct conn *c = conn_of(s);
    struct node *n = unit_call(c->unit); // sets the node's time once, to that of this round
    size_t at = 0;

    if (n->wish != WISH_NONE)
        return 0; // at the end of this round it reboots first
    while (at < len && !c->is_closing && !c->shell.is_waiting && stream_has_room(s))
        at += shell_input(n, &c->shell, data + at, len - at);
    return at;
}

static void ended(struct stream *s)
{
    struct conn *c = conn_of(s);

    shell_input_end(unit_call(c->unit), &c->shell);
}

// The session of a terminal has ended and its last output was sent. Starts the next session.
static void drained(struct stream *s)
{
    struct conn *c = conn_of(s);

    if (!c->is_closing)
        return;
    if (stream_has_ended(s))
        conn_drop(c);
    else
        conn_reopen(c);
}

static void conn_closed(struct stream *s)
{
    struct conn *c = conn_of(s);

    if (!c->is_closing)
        shell_close(unit_node(c->unit), &c->shell);
    c->is_closing = true;
    unit_forget(c->unit, c);
    if (c->is_stream)
        unit_lost_serial(c->unit);
}

static void conn_released(struct stream *s)
{
    free(conn_of(s));
}

static const struct stream_ops socket_ops = { conn_input, ended, NULL, conn_closed, conn_released };
static const struct stream_ops terminal_ops = { conn_input, ended, drained, conn_closed,
                                                conn_released };

struct conn *conn_open(struct loop *l, struct unit *u, enum conn_type type, int in, int out,
                       const struct link_facts *facts)
{
    struct conn *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    c->link.ops = &conn_link;
    int err = type == CONN_SOCKET
                  ? stream_open(&c->stream, l, STREAM_SOCKET, in, out, &socket_ops)
                  : stream_open(&c->stream, l, STREAM_TERMINAL, in, out, &terminal_ops);
    if (err) {
        free(c);
        return NULL;
    }
    c->unit = u;
    c->is_stream = type == CONN_SERIAL;
    c->kind = (uint8_t)facts->kind;
    unit_adopt(u, c);
    (void)shell_open(unit_call(u), &c->shell, &c->link, facts); // a busy node has hung up already
    return c;
}

void conn_reopen(struct conn *c)
{
    char peer[CFG_PEER_MAX];
    const struct link_facts facts = { (enum link_kind)c->kind, c->is_stream, peer, 0 };

    memcpy(peer, c->shell.peer, sizeof peer);
    c->is_closing = false;
    stream_resume(&c->stream);
    (void)shell_open(unit_node(c->unit), &c->shell, &c->link, &facts);
}

// ---- new clients ----

static void accepted(struct listener *l, int fd, const struct sockaddr_storage *from)
{
    struct unit *u = LOOP_OWNER(struct unit, listener, l);
    char peer[CFG_PEER_MAX];
    struct link_facts facts = { .kind = address_is_local(from) ? LINK_LOOPBACK : LINK_REMOTE,
                                .peer = peer,
                                .peer_hash = address_hash(from) };

    address_text(from, true, peer, sizeof peer);
    if (!conn_open(l->loop, u, CONN_SOCKET, fd, fd, &facts))
        close(fd);
}

const struct listener_ops conn_listener = { accepted, "Connection is busy. Bye!\n" };
