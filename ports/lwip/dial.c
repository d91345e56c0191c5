// Opens links to other nodes: finds the address and connects. Wishes of the node and reports of
// lwIP's callbacks are only recorded, here or in the connection's row. dial_poll acts on them when
// only the main loop is on the stack.
#include "dial.h"
#include "net/hostname.h"
#include "news.h"
#include "node/node.h"
#include "output.h"
#include "peers/intercon.h"
#include <string.h>

enum {
    SPARES = 2, // for links that are closing
    DIALS = CFG_CALLS + SPARES,
    SYN_AGAIN_MS = 1000, // RFC 6298, section 2.1; lwIP's default is 3 s
};
_Static_assert(CFG_CALLS < DNS_TABLE_SIZE, "a name for each, and one for the server of the time");

enum dial_stage {
    DIAL_FREE,
    DIAL_NEW,
    DIAL_LOOKS,    // looks for the address
    DIAL_FOUND,    // the address is known
    DIAL_UNKNOWN,  // no such name
    DIAL_CONNECTS, // until its stage is no longer STAGE_FREE, or its PCB is gone
    DIAL_OPEN,
    DIAL_ENDS // waits for the peer's end
};

static struct dial {
    struct connection connection; // must be first
    struct peer_call *call;       // the node's handle for the link; NULL: the node has hung up
    const char *host;             // points into the call
    uintptr_t search;             // number of its own lookup
    ip_addr_t address;
    uint16_t port;
    uint8_t stage; // enum dial_stage
} dials[DIALS];
static uintptr_t searches;

struct peer_call *dial_pool(void *ctx, uint8_t *n)
{
    static struct peer_call calls[CFG_CALLS];

    (void)ctx;
    *n = CFG_CALLS;
    return calls;
}

static void lwip_dial_release(struct dial *d)
{
    connection_release(&d->connection);
    d->stage = DIAL_FREE;
}

static void dial_drop(struct dial *d)
{
    connection_abort(&d->connection);
    d->call = NULL;
    lwip_dial_release(d);
}

// There is always one, as there are fewer calls than rows.
static struct dial *dial_find_room(void)
{
    struct dial *room = NULL;

    for (struct dial *d = dials; d < dials + DIALS; d++)
        if (d->stage == DIAL_FREE || (d->stage == DIAL_ENDS && !room))
            room = d;
    if (room->stage == DIAL_ENDS)
        dial_drop(room);
    return room;
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct connection *c = arg;

    (void)pcb;
    (void)err; // on_error reports failures
    c->stage = STAGE_OPEN;
    network_news();
    return ERR_OK;
}

static int connect_to(struct dial *d)
{
    struct connection *c = &d->connection;
    struct tcp_pcb *pcb = tcp_new();

    if (!pcb)
        return ERR_IO;
    connection_adopt(c, pcb);
    c->stage = STAGE_FREE;
    d->stage = DIAL_CONNECTS;
    pcb->rto = SYN_AGAIN_MS / TCP_SLOW_INTERVAL;
    if (tcp_connect(pcb, &d->address, d->port, on_connected) == ERR_OK)
        return OK;
    connection_abort(c);
    return ERR_IO;
}

static void on_found(const char *name, const ip_addr_t *address, void *which)
{
    (void)name;
    for (struct dial *d = dials; d < dials + DIALS; d++) {
        if (d->stage != DIAL_LOOKS || d->search != (uintptr_t)which)
            continue;
        d->stage = address ? DIAL_FOUND : DIAL_UNKNOWN;
        if (address)
            d->address = *address;
    }
    network_news();
}

// A name without a dot belongs to this network.
static int look_for(struct dial *d)
{
    struct text host = text_of(d->host);
    char name[DNS_MAX_NAME_LENGTH], label[HOSTNAME_MAX + 1];
    bool is_node = !memchr(host.p, '.', host.len);
    struct out o;

    out_init(&o, name, sizeof name);
    out_slice(&o, is_node ? hostname_sought(host, label) : host);
    if (is_node)
        out_text(&o, ".local");
    if (o.full)
        return ERR_RANGE;
    d->stage = DIAL_LOOKS;
    d->search = ++searches;
    switch (dns_gethostbyname(name, &d->address, on_found, (void *)d->search)) {
    case ERR_OK: return connect_to(d);
    case ERR_INPROGRESS: return OK;
    case ERR_MEM: return ERR_FULL;
    default: return ERR_NAME;
    }
}

// The row stays until the peer has ended its side.
static void dial_end(struct dial *d)
{
    struct connection *c = &d->connection;

    output_flush();
    d->call = NULL;
    d->stage = DIAL_ENDS;
    if (c->pcb)
        connection_shut(c);
}

static void dial_send(struct link *link, const char *data, size_t len)
{
    output_send((struct connection *)link, data, len);
}

static void lwip_dial_hang_up(struct link *link)
{
    dial_end((struct dial *)link);
}

static size_t lwip_dial_room(const struct link *link)
{
    return output_room((const struct connection *)link);
}

static const struct link_ops operations = { dial_send, lwip_dial_hang_up, lwip_dial_room };

int dial_start(void *ctx, struct peer_call *call, const char *host, uint16_t port,
               struct link **link)
{
    struct dial *d = dial_find_room();

    (void)ctx;
    d->connection.link.ops = &operations;
    *link = &d->connection.link;
    d->call = call;
    d->host = host;
    d->port = port;
    d->stage = DIAL_NEW;
    return OK;
}

static void lwip_dial_fail(struct node *n, struct dial *d, int err)
{
    struct peer_call *call = d->call;

    dial_drop(d);
    intercon_dialed(n, call, err);
}

static int look_whether_open(struct node *n, struct dial *d)
{
    if (!d->connection.pcb)
        return ERR_IO;
    if (d->connection.stage == STAGE_OPEN) {
        d->stage = DIAL_OPEN;
        intercon_dialed(n, d->call, OK);
    }
    return OK;
}

// The node may hang up at any time.
static void dial_hear(struct node *n, struct dial *d)
{
    struct connection *c = &d->connection;
    struct peer_call *call = d->call;
    size_t len;

    while (d->stage == DIAL_OPEN && c->held) {
        const char *data = connection_chunk(c, &len);
        intercon_heard(n, call, data, len);
        if (d->stage == DIAL_OPEN)
            connection_took(c, len);
    }
    if (d->stage == DIAL_OPEN && (c->has_ended || !c->pcb)) {
        dial_end(d);
        intercon_hung_up(n, call);
    }
}

static void dial_wait_for_end(struct dial *d)
{
    struct connection *c = &d->connection;

    if (connection_quiet_ms(c) >= CONNECTION_LINGER_MS)
        connection_abort(c);
    if (!c->pcb)
        lwip_dial_release(d);
}

static void dial_step(struct node *n, struct dial *d)
{
    int err = OK;

    switch ((enum dial_stage)d->stage) {
    case DIAL_FREE:
    case DIAL_LOOKS: break;
    case DIAL_NEW: err = look_for(d); break;
    case DIAL_FOUND: err = connect_to(d); break;
    case DIAL_UNKNOWN: err = ERR_NAME; break;
    case DIAL_CONNECTS: err = look_whether_open(n, d); break;
    case DIAL_OPEN: dial_hear(n, d); break;
    case DIAL_ENDS: dial_wait_for_end(d); break;
    }
    if (err)
        lwip_dial_fail(n, d, err);
}

bool dial_poll(struct node *n)
{
    for (struct dial *d = dials; d < dials + DIALS; d++) {
        if (n->wish == WISH_REBOOT)
            dial_drop(d); // the node has forgotten it, so the peer need not wait
        else
            dial_step(n, d);
    }
    output_flush();
    return n->is_woken;
}
