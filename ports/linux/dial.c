// Opens links to other nodes: finds the address, connects, carries bytes. What is said is short, so
// what a socket does not take at once is a peer that does not read.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "address.h"
#include "dial.h"
#include "peers/intercon.h"
#include "unit.h"

enum { CHUNK = 4096, MDNS_WAIT_MS = 2000, SYSTEM_WAIT_MS = 2000 };

struct dial {
    struct link link;   // what the node knows it by
    struct watch watch; // the socket; fd -1: the address is looked for
    struct resolver resolver;
    struct unit *unit;
    struct peer_call *call;
    struct dial *next;
    bool is_open;
    bool is_beginning; // the node waits for dial_begin
    bool asks_system;  // too
    int err;           // what it then returns
    uint16_t port;
    char host[CFG_HOST_MAX];
};

static void ready(struct loop *l, struct watch *w, uint32_t events);

static void forget(struct dial *d)
{
    for (struct dial **p = &d->unit->dials; *p; p = &(*p)->next) {
        if (*p == d) {
            *p = d->next;
            break;
        }
    }
    resolver_cancel(&d->resolver);
    mdns_forget(&d->unit->process->mdns, d);
    if (d->watch.fd >= 0) {
        loop_remove(d->resolver.loop, &d->watch);
        close(d->watch.fd);
    }
    d->watch.fd = -1;
    d->next = d->resolver.loop->closed_dials; // this round may still have an event for it
    d->resolver.loop->closed_dials = d;
}

void dial_settle(struct loop *l)
{
    struct dial *d;

    while ((d = l->closed_dials)) {
        l->closed_dials = d->next;
        free(d);
    }
}

// A node that listens on one address speaks from it too: others know it by that.
static void bind_own(const struct unit *u, int fd, sa_family_t family)
{
    struct sockaddr_storage own = u->bound;

    address_set_port(&own, 0);
    if (own.ss_family == family && !address_is_any(&own))
        (void)bind(fd, (const struct sockaddr *)&own, sizeof own);
}

// 0, or an error as errno has it.
static int connect_to(struct dial *d, const struct sockaddr_storage *a)
{
    int fd = socket(a->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return errno;
    int yes = 1;

    d->watch.fd = fd;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes,
                     sizeof yes); // a command is two small writes
    bind_own(d->unit, fd, a->ss_family);
    if ((connect(fd, (const struct sockaddr *)a, sizeof *a) && errno != EINPROGRESS) ||
        loop_add(d->resolver.loop, &d->watch, EPOLLIN | EPOLLOUT)) {
        int err = errno;
        close(fd);
        d->watch.fd = -1;
        return err;
    }
    return 0;
}

static void fail(struct dial *d, int err)
{
    struct unit *u = d->unit;
    struct peer_call *call = d->call;

    forget(d);
    intercon_dialed(unit_node(u), call, err);
    unit_after(u);
}

static void found(struct resolver *r, const struct sockaddr_storage *address)
{
    struct dial *d = (struct dial *)((char *)r - offsetof(struct dial, resolver));

    mdns_forget(&d->unit->process->mdns, d);
    if (!address)
        fail(d, ERR_NAME);
    else if (connect_to(d, address))
        fail(d, ERR_IO);
}

static struct sockaddr_storage ipv4(uint32_t address, uint16_t port)
{
    struct sockaddr_storage a = { .ss_family = AF_INET };

    ((struct sockaddr_in *)&a)->sin_addr.s_addr = htonl(address);
    address_set_port(&a, port);
    return a;
}

// The system's own hosts may know what nobody on the network has answered for. OK or an error.
static int ask_system(struct dial *d)
{
    struct sockaddr_storage address;
    int is_known = resolver_find(&d->resolver, d->host, d->port, &address);

    if (is_known < 0)
        return ERR_NAME;
    return is_known && connect_to(d, &address) ? ERR_IO : OK;
}

static void found_multicast(void *ctx, uint32_t host);

// A name server that is silent must not keep the node from an answer: the network is asked on for
// as long as the system may take.
static int ask_both(struct dial *d)
{
    struct mdns *m = &d->unit->process->mdns;

    if (d->asks_system)
        return ERR_NAME;
    d->asks_system = true;
    int err = ask_system(d);
    if (!err && d->resolver.watch.fd >= 0)
        (void)mdns_resolve(m, d->host, found_multicast, d, SYSTEM_WAIT_MS);
    return err;
}

// Also called from inside dial_begin, when the address is known already: then nothing may be told
// to the node yet.
static void found_multicast(void *ctx, uint32_t host)
{
    struct dial *d = ctx;
    struct sockaddr_storage address = ipv4(host, d->port);

    if (host)
        resolver_cancel(&d->resolver);
    int err = !host ? ask_both(d) : connect_to(d, &address) ? ERR_IO : OK;
    if (err && d->is_beginning)
        d->err = err;
    else if (err)
        fail(d, err);
}

static bool is_local_name(const char *host)
{
    const char *dot = strchr(host, '.');

    return !strchr(host, ':') && (!dot || !strcmp(dot, ".local"));
}

static void connected(struct dial *d)
{
    struct unit *u = d->unit;
    int err = 0;
    socklen_t len = sizeof err;

    if (getsockopt(d->watch.fd, SOL_SOCKET, SO_ERROR, &err, &len) || err) {
        fail(d, ERR_IO);
        return;
    }
    d->is_open = true;
    loop_change(d->resolver.loop, &d->watch, EPOLLIN);
    intercon_dialed(unit_node(u), d->call, OK);
    unit_after(u);
}

static void ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct dial *d = (struct dial *)((char *)w - offsetof(struct dial, watch));
    struct unit *u = d->unit;
    struct peer_call *call = d->call;
    char data[CHUNK];

    (void)l;
    if (!d->is_open) {
        if (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))
            connected(d);
        return;
    }
    ssize_t n = recv(w->fd, data, sizeof data, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0) {
        intercon_heard(unit_node(u), call, data, (size_t)n);
    } else {
        forget(d);
        intercon_hung_up(unit_node(u), call);
    }
    unit_after(u);
}

static int begin(struct dial *d)
{
    struct mdns *m = &d->unit->process->mdns;

    if (!is_local_name(d->host) || mdns_resolve(m, d->host, found_multicast, d, MDNS_WAIT_MS))
        return ask_system(d);
    return d->err;
}

static struct dial *dial_of(struct link *l)
{
    return (struct dial *)((char *)l - offsetof(struct dial, link));
}

static void send_bytes(struct link *l, const char *data, size_t len)
{
    (void)!send(dial_of(l)->watch.fd, data, len, MSG_NOSIGNAL);
}

static void hang_up(struct link *l)
{
    forget(dial_of(l));
}

static size_t room(const struct link *l)
{
    (void)l;
    return SIZE_MAX;
}

static const struct link_ops dial_link = { send_bytes, hang_up, room };

int dial_begin(struct unit *u, struct peer_call *call, const char *host, uint16_t port,
               struct link **link)
{
    struct dial *d = calloc(1, sizeof *d);

    if (!d)
        return ERR_FULL;
    *d = (struct dial){
        .link = { &dial_link }, .watch = { -1, ready }, .unit = u, .call = call, .port = port
    };
    snprintf(d->host, sizeof d->host, "%s", host);
    resolver_init(&d->resolver, &u->process->loop, found);
    d->next = u->dials;
    u->dials = d;
    d->is_beginning = true;
    int err = begin(d);
    d->is_beginning = false;
    *link = &d->link;
    if (err)
        forget(d);
    return err;
}

void dial_drop_all(struct unit *u)
{
    while (u->dials)
        forget(u->dials);
}
