// Opens links to other nodes: finds the address, connects, carries bytes.
#include "dial.h"
#include "hosts.h"
#include "peers/intercon.h"
#include "posix/address.h"
#include "posix/dialer.h"
#include "posix/stream.h"
#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MDNS_WAIT_MS = 2000, SYSTEM_WAIT_MS = 2000 };

struct dial {
    struct link link; // the node's handle
    struct dialer dialer;
    struct stream stream;
    struct loop_work release; // frees a dial that never had a stream
    struct unit *unit;
    struct peer_call *call;
    struct dial *next;
    bool is_open;      // the stream is open
    bool is_forgotten; // the node must not be told any more
    bool is_starting;  // inside dial_start
    bool asks_system;  // the system's resolver is asked too
    int err;           // error that dial_start then returns
    uint16_t port;
    char host[CFG_HOST_MAX];
};

static struct dial *dial_of(struct stream *s)
{
    return LOOP_OWNER(struct dial, stream, s);
}

static void dial_release(struct loop *l, struct loop_work *w)
{
    (void)l;
    free(LOOP_OWNER(struct dial, release, w));
}

// Frees it at the end of the round, because the round may still have an event for it.
static void forget(struct dial *d)
{
    for (struct dial **p = &d->unit->dials; *p; p = &(*p)->next) {
        if (*p == d) {
            *p = d->next;
            break;
        }
    }
    d->is_forgotten = true;
    mdns_forget(&d->unit->process->mdns, d);
    dialer_cancel(&d->dialer);
    if (d->is_open)
        stream_drop(&d->stream);
    else
        loop_last(d->dialer.loop, &d->release);
}

static void dial_fail(struct dial *d, int err)
{
    struct unit *u = d->unit;
    struct peer_call *call = d->call;

    forget(d);
    intercon_dialed(unit_call(u), call, err);
}

// ---- the link ----

static size_t dial_input(struct stream *s, const char *data, size_t len)
{
    struct dial *d = dial_of(s);
    struct unit *u = d->unit;

    intercon_heard(unit_call(u), d->call, data, len);
    return len;
}

static void dial_closed(struct stream *s)
{
    struct dial *d = dial_of(s);
    struct unit *u = d->unit;

    if (d->is_forgotten)
        return;
    forget(d);
    intercon_hung_up(unit_call(u), d->call);
}

static void dial_released(struct stream *s)
{
    free(dial_of(s));
}

// If a node ends its side, it has sent everything.
static const struct stream_ops ops = { dial_input, stream_drop, NULL, dial_closed, dial_released };

static void connected(struct dialer *dialer, int fd, int why)
{
    struct dial *d = LOOP_OWNER(struct dial, dialer, dialer);
    struct unit *u = d->unit;

    mdns_forget(&u->process->mdns, d);
    if (fd < 0) {
        dial_fail(d, why == ENOENT ? ERR_NAME : ERR_IO);
    } else if (stream_open(&d->stream, dialer->loop, STREAM_SOCKET, fd, fd, &ops)) {
        close(fd);
        dial_fail(d, ERR_IO);
    } else {
        d->is_open = true;
        intercon_dialed(unit_call(u), d->call, OK);
    }
}

// ---- the address ----

static struct sockaddr_storage ipv4(uint32_t address, uint16_t port)
{
    struct sockaddr_storage a = { .ss_family = AF_INET };

    ((struct sockaddr_in *)&a)->sin_addr.s_addr = htonl(address);
    address_set_port(&a, port);
    return a;
}

// The system may know a host that nobody on the network has answered for. Returns OK or an error.
static int ask_system(struct dial *d)
{
    int err = dialer_find(&d->dialer, d->host, d->port);

    return err == ENOENT ? ERR_NAME : err ? ERR_IO : OK;
}

static void found_multicast(void *ctx, uint32_t host);

// If a name server is silent, an answer from the network must still be possible. So the network is
// asked as long as the system may take.
static int ask_both(struct dial *d)
{
    struct mdns *m = &d->unit->process->mdns;

    if (d->asks_system)
        return ERR_NAME;
    d->asks_system = true;
    int err = ask_system(d);
    if (!err && dialer_is_looking(&d->dialer))
        (void)mdns_resolve(m, d->host, found_multicast, d, SYSTEM_WAIT_MS);
    return err;
}

// May run inside dial_start, if the address is known already. Then the node must not be told yet.
static void found_multicast(void *ctx, uint32_t host)
{
    struct dial *d = ctx;
    struct sockaddr_storage address = ipv4(host, d->port);

    if (d->asks_system && !dialer_is_looking(&d->dialer))
        return; // the system was faster and connects now
    if (host)
        dialer_cancel(&d->dialer);
    int err = !host ? ask_both(d) : dialer_connect(&d->dialer, &address) ? ERR_IO : OK;
    if (err && d->is_starting)
        d->err = err;
    else if (err)
        dial_fail(d, err);
}

static bool is_local_name(const char *host)
{
    const char *dot = strchr(host, '.');

    return !strchr(host, ':') && (!dot || !strcmp(dot, ".local"));
}

// If a file was given, it says where a node is. Its port is used unless the call asks for a port
// other than the default.
static bool is_in_hosts(const struct dial *d, struct sockaddr_storage *address)
{
    const struct unit *u = d->unit;

    if (!hosts_find(u->process->options->hosts, d->host, address))
        return false;
    if (d->port != settings_int(&u->node.settings, KEY_socport))
        address_set_port(address, d->port);
    return true;
}

static int dial_start_search(struct dial *d)
{
    struct mdns *m = &d->unit->process->mdns;
    struct sockaddr_storage address;

    if (is_in_hosts(d, &address))
        return dialer_connect(&d->dialer, &address) ? ERR_IO : OK;

    if (!is_local_name(d->host) || mdns_resolve(m, d->host, found_multicast, d, MDNS_WAIT_MS))
        return ask_system(d);
    return d->err;
}

static void dial_send_bytes(struct link *l, const char *data, size_t len)
{
    stream_send(&LOOP_OWNER(struct dial, link, l)->stream, data, len);
}

static void dial_hang_up(struct link *l)
{
    struct dial *d = LOOP_OWNER(struct dial, link, l);

    if (d->is_open)
        stream_flush(&d->stream);
    forget(d);
}

static size_t dial_room(const struct link *l)
{
    const struct dial *d = (const struct dial *)(const void *)l; // first member of the struct

    return stream_room(&d->stream);
}

static const struct link_ops dial_link = { dial_send_bytes, dial_hang_up, dial_room };

int dial_start(struct unit *u, struct peer_call *call, const char *host, uint16_t port,
               struct link **link)
{
    struct dial *d = calloc(1, sizeof *d);

    if (!d)
        return ERR_FULL;
    *d = (struct dial){ .link = { &dial_link },
                        .release = { .run = dial_release },
                        .unit = u,
                        .call = call,
                        .port = port };
    snprintf(d->host, sizeof d->host, "%s", host);
    // A node that listens on one address also connects from it, because others know it by that.
    dialer_init(&d->dialer, &u->process->loop, &u->listener.bound, connected);
    d->next = u->dials;
    u->dials = d;
    d->is_starting = true;
    int err = dial_start_search(d);
    d->is_starting = false;
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
