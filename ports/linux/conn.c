// Connections: bytes in, answers out, back-pressure between the two, and an orderly end.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "conn.h"
#include "unit.h"

enum {
    READ_BYTES = 16384,
    HIGH_WATER = 16384,  // unsent bytes from which no further command is read
    UNSENT_MAX = 262144, // a peer that is further behind is dropped
    KEEP_BYTES = 4096,   // a buffer up to this size is kept for the next answer
    LINGER_MS = 2000     // for the peer to end its side
};

static bool buffer_add(struct buffer *b, const char *data, size_t len)
{
    if (!len)
        return true;
    if (b->off && b->len + len > b->cap &&
        b->off >= b->len - b->off) { // so much is gone that moving the rest pays
        memmove(b->data, b->data + b->off, b->len - b->off);
        b->len -= b->off;
        b->off = 0;
    }
    if (b->len + len > b->cap) {
        size_t cap = b->cap ? b->cap : 512;
        while (cap < b->len + len)
            cap *= 2;
        char *grown = realloc(b->data, cap);
        if (!grown)
            return false;
        b->data = grown;
        b->cap = cap;
    }
    memcpy(b->data + b->len, data, len);
    b->len += len;
    return true;
}

static void buffer_clear(struct buffer *b, size_t keep)
{
    if (b->cap > keep) {
        free(b->data);
        *b = (struct buffer){ 0 };
    }
    b->len = b->off = 0;
}

static void mark_unsent(struct conn *c)
{
    if (c->is_unsent)
        return;
    c->is_unsent = true;
    c->next_unsent = c->loop->unsent;
    c->loop->unsent = c;
}

static struct conn *conn_of(struct link *l)
{
    return (struct conn *)((char *)l - offsetof(struct conn, link));
}

// Drops the connection's rest when the peer is too far behind.
static void send_bytes(struct link *l, const char *data, size_t len)
{
    struct conn *c = conn_of(l);

    if (c->is_dead || c->is_shut || c->is_overrun)
        return;
    // The node is in the middle of something: the connection is dropped once it is done. A terminal
    // may only be paused: it loses these bytes and stays.
    if (c->unsent.len - c->unsent.off + len > UNSENT_MAX || !buffer_add(&c->unsent, data, len))
        c->is_overrun = c->is_socket;
    mark_unsent(c);
}

static void hang_up(struct link *l)
{
    struct conn *c = conn_of(l);

    c->is_closing = true;
    c->closing_ms = c->loop->now_ms;
    mark_unsent(c);
    if (c->is_socket)
        unit_wake_at(c->unit,
                     c->closing_ms + LINGER_MS); // a peer that reads no more is dropped then
}

static size_t room(const struct link *l)
{
    const struct conn *c = (const struct conn *)((const char *)l - offsetof(struct conn, link));

    return UNSENT_MAX - (c->unsent.len - c->unsent.off);
}

static const struct link_ops conn_link = { send_bytes, hang_up, room };

// Has the loop wait for what the connection now waits for. Once a round, when all else is done:
// most of what changes within a round has changed back by then, or has ended with the connection.
static void watch_events(struct conn *c)
{
    // What a closing socket still sends is thrown away; a terminal's input waits for its next
    // session.
    bool reads = !c->has_ended && (c->is_closing ? c->is_socket : !c->held.len);
    uint32_t events = (reads ? EPOLLIN : 0u) | (c->waits_out ? EPOLLOUT : 0u),
             changed = events ^ c->watched;

    c->watched = events;
    if (!changed)
        return;
    if (c->in.fd == c->out.fd) {
        loop_change(c->loop, &c->in, events);
        return;
    }
    if (changed & EPOLLIN && reads)
        (void)loop_add(c->loop, &c->in, EPOLLIN);
    else if (changed & EPOLLIN)
        loop_remove(c->loop, &c->in); // a pipe would go on to report its end
    if (changed & EPOLLOUT && c->waits_out)
        (void)loop_add(c->loop, &c->out, EPOLLOUT);
    else if (changed & EPOLLOUT)
        loop_remove(c->loop, &c->out);
}

static void destroy(struct conn *c)
{
    struct loop *l = c->loop;

    if (c->is_dead)
        return;
    c->is_dead = true;
    if (!c->is_socket) // a socket leaves epoll as it is closed; a terminal may be open elsewhere
                       // too
        loop_remove(l, &c->in);
    close(c->in.fd);
    if (c->out.fd != c->in.fd)
        close(c->out.fd);
    c->in.fd = c->out.fd = -1;
    buffer_clear(&c->unsent, 0);
    buffer_clear(&c->held, 0);
    unit_forget(c->unit, c);
    if (c->is_stream)
        unit_lost_serial(c->unit);
    c->next = l->dead;
    l->dead = c;
}

void conn_drop(struct conn *c)
{
    if (c->is_dead)
        return;
    if (!c->is_closing)
        unit_session_gone(c->unit, c);
    c->is_closing = true;
    destroy(c);
}

// Writes what waits. False: the connection is beyond use.
static bool flush(struct conn *c)
{
    struct buffer *b = &c->unsent;

    while (b->off < b->len) {
        const char *p = b->data + b->off;
        ssize_t n = c->is_socket ? send(c->out.fd, p, b->len - b->off, MSG_NOSIGNAL)
                                 : write(c->out.fd, p, b->len - b->off);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            break;
        if (n <= 0)
            return false;
        b->off += (size_t)n;
        c->closing_ms = c->loop->now_ms; // a slow peer is given time as long as it takes something
    }
    c->waits_out = b->off < b->len;
    if (!c->waits_out)
        buffer_clear(b, KEEP_BYTES);
    return true;
}

// Hands input to the node, command by command, as long as the peer takes the answers.
static size_t feed(struct conn *c, const char *data, size_t len)
{
    struct node *n = unit_node(c->unit); // told the time once: that of this round
    size_t at = 0;

    while (at < len && !c->is_closing && !c->is_overrun && !c->shell.is_waiting &&
           c->unsent.len - c->unsent.off < HIGH_WATER)
        at += shell_input(n, &c->shell, data + at, len - at);
    return c->is_closing && c->is_socket ? len : at;
}

static void end_input(struct conn *c)
{
    if (c->has_ended && !c->held.len && !c->is_closing)
        shell_input_end(unit_node(c->unit), &c->shell);
}

static void take_input(struct conn *c, const char *data, size_t len)
{
    size_t used = c->held.len ? 0 : feed(c, data, len);

    if (used < len && buffer_add(&c->held, data + used, len - used))
        mark_unsent(c);
    unit_after(c->unit);
}

static void feed_held(struct conn *c)
{
    struct buffer *b = &c->held;

    b->off += feed(c, b->data + b->off, b->len - b->off);
    if (b->off == b->len) {
        buffer_clear(b, 0);
        end_input(c);
    }
    unit_after(c->unit);
}

// The peer will send no more; what it asked for is still answered.
static void input_ended(struct conn *c, bool is_hung_up)
{
    if (!c->is_socket && !is_hung_up &&
        isatty(c->in.fd)) { // Ctrl-D: this session ends and the next begins
        if (!c->is_closing)
            shell_input_end(unit_node(c->unit), &c->shell);
        unit_after(c->unit);
        return;
    }
    c->has_ended = true;
    mark_unsent(c);
    end_input(c);
    unit_after(c->unit);
}

static void read_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct conn *c = (struct conn *)((char *)w - offsetof(struct conn, in));
    char data[READ_BYTES];

    (void)l;
    if (events & EPOLLOUT)
        mark_unsent(c);
    if (!(events & ~(uint32_t)EPOLLOUT))
        return;
    if ((c->is_closing ? !c->is_socket : c->held.len) && !(events & (EPOLLERR | EPOLLHUP)))
        return;
    ssize_t n =
        c->is_socket ? recv(c->in.fd, data, sizeof data, 0) : read(c->in.fd, data, sizeof data);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    bool is_over = c->is_socket ? c->is_closing || c->has_ended : c->in.fd == c->out.fd;
    if (n < 0 || (n == 0 && is_over))
        conn_drop(c);
    else if (n == 0)
        input_ended(c, events & EPOLLHUP);
    else if (!c->is_closing)
        take_input(c, data, (size_t)n);
}

static void write_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct conn *c = (struct conn *)((char *)w - offsetof(struct conn, out));

    (void)l;
    (void)events;
    mark_unsent(c);
}

// All was sent: end our side and wait for the peer's, so that the last words are not lost to a
// reset.
static void end_our_side(struct conn *c)
{
    if (!c->is_socket && !c->has_ended) {
        conn_reopen(c); // a terminal stays: the next session begins
    } else if (c->has_ended) {
        destroy(c);
    } else if (!c->is_shut) {
        c->is_shut = true;
        shutdown(c->out.fd, SHUT_WR);
        unit_wake_at(c->unit, c->loop->now_ms + LINGER_MS);
    }
}

static void settle(struct conn *c)
{
    if (c->is_dead)
        return;
    if (c->is_overrun || !flush(c)) {
        conn_drop(c);
        return;
    }
    if (c->held.len && !c->is_closing && c->unsent.len - c->unsent.off < HIGH_WATER)
        feed_held(c);
    if (c->is_closing && c->unsent.off == c->unsent.len)
        end_our_side(c);
    if (!c->is_dead && c->is_socket && c->is_closing &&
        c->loop->now_ms - c->closing_ms >= LINGER_MS)
        destroy(c);
    if (!c->is_dead)
        watch_events(c);
}

void conn_settle(struct loop *l)
{
    struct conn *c;

    while ((c = l->unsent)) {
        l->unsent = c->next_unsent;
        c->is_unsent = false;
        settle(c);
    }
    while ((c = l->dead)) {
        l->dead = c->next;
        free(c);
    }
}

void conn_expire(struct conn *c)
{
    if (c->is_closing)
        mark_unsent(c);
}

struct conn *conn_open(struct loop *l, struct unit *u, enum conn_type type, int in, int out,
                       const struct link_facts *facts)
{
    struct conn *c = calloc(1, sizeof *c);

    if (!c)
        return 0;
    c->link.ops = &conn_link;
    c->in = (struct watch){ in, read_ready };
    c->out = (struct watch){ out, write_ready };
    c->loop = l;
    c->unit = u;
    c->is_socket = type == CONN_SOCKET;
    c->is_stream = type == CONN_SERIAL;
    c->kind = (uint8_t)facts->kind;
    c->watched = EPOLLIN;
    if (loop_add(l, &c->in, EPOLLIN)) {
        free(c);
        return 0;
    }
    unit_adopt(u, c);
    (void)shell_open(unit_node(u), &c->shell, &c->link, facts); // a busy node has hung up already
    return c;
}

void conn_reopen(struct conn *c)
{
    char peer[CFG_PEER_MAX];
    const struct link_facts facts = { (enum link_kind)c->kind, c->is_stream, peer, 0 };

    memcpy(peer, c->shell.peer, sizeof peer);
    c->is_closing = c->is_shut = false;
    (void)shell_open(unit_node(c->unit), &c->shell, &c->link, &facts);
}
