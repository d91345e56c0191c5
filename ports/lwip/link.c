// Links. Each open connection has a seat, which holds its session.
#include "link.h"
#include "board.h"
#include "clock.h"
#include "connection.h"
#include "network.h"
#include "output.h"
#include "shell/shell.h"

enum {
    SILENT_MS = 20000,   // a peer that does not acknowledge for this long is gone
    LOOK_AGAIN_MS = 250, // how often to look at connections that may be over
};

static struct seat {
    bool is_taken;
    struct shell shell;
} seats[LINK_SESSIONS];

static struct shell *take_seat(void)
{
    for (int i = 0; i < LINK_SESSIONS; i++) {
        if (!seats[i].is_taken) {
            seats[i].is_taken = true;
            return &seats[i].shell;
        }
    }
    return NULL;
}

static void leave_seat(struct connection *c)
{
    for (int i = 0; i < LINK_SESSIONS; i++)
        if (c->shell == &seats[i].shell)
            seats[i].is_taken = false;
    c->shell = NULL;
}

static void lwip_link_send(struct link *link, const char *data, size_t len)
{
    output_send((struct connection *)link, data, len);
}

static void lwip_link_hang_up(struct link *link)
{
    struct connection *c = (struct connection *)link;

    leave_seat(c);
    c->stage = STAGE_CLOSING;
}

static size_t lwip_link_room(const struct link *link)
{
    return output_room((const struct connection *)link);
}

static const struct link_ops operations = { lwip_link_send, lwip_link_hang_up, lwip_link_room };

static void welcome(struct node *n, struct connection *c)
{
    char peer[CFG_PEER_MAX];
    uint32_t ip = ip_addr_get_ip4_u32(&c->pcb->remote_ip);
    // The board's own address is not trusted: no other program runs here, and a host that answers
    // ARP for the board could use that address.
    const struct link_facts facts = { board_is_of_emulator(ip) ? LINK_LOOPBACK : LINK_REMOTE, false,
                                      peer, lwip_ntohl(ip) };
    struct out o;

    out_init(&o, peer, sizeof peer);
    out_format(&o, "%s:%u", ipaddr_ntoa(&c->pcb->remote_ip), (unsigned)c->pcb->remote_port);
    c->link.ops = &operations;
    c->stage = STAGE_OPEN;
    c->shell = take_seat();
    if (!c->shell && shell_make_room(n, &facts))
        c->shell = take_seat();
    if (c->shell)
        // If the node was busy, it has hung up already.
        (void)shell_open(n, c->shell, &c->link, &facts);
    else
        shell_refuse(n, &c->link, peer);
}

static void feed(struct node *n, struct connection *c)
{
    size_t len;
    const char *data = connection_chunk(c, &len);

    connection_took(c, shell_input(n, c->shell, data, len));
    if (c->stage == STAGE_OPEN && c->pcb && c->shell->is_held)
        connection_acknowledge(c);
}

static void link_serve(struct node *n, struct connection *c)
{
    // If a restart is wished, it comes first.
    if (c->held && output_has_room(c) && n->wish == WISH_NONE)
        feed(n, c);
    if (c->stage == STAGE_OPEN && c->has_ended && !c->held)
        shell_input_end(n, c->shell);
    output_flush();
    if (c->pcb && tcp_sndqueuelen(c->pcb) && connection_quiet_ms(c) >= SILENT_MS)
        connection_abort(c);
}

static void lost(struct node *n, struct connection *c)
{
    if (c->shell)
        shell_close(n, c->shell);
    leave_seat(c);
    connection_release(c);
}

// Everything was sent, so it is the peer's turn for a while.
static void link_end(struct connection *c)
{
    uint32_t quiet_ms = connection_quiet_ms(c);

    if (c->is_late || (c->stage == STAGE_SHUT && quiet_ms >= CONNECTION_LINGER_MS))
        connection_abort(c);
    else if (c->stage == STAGE_QUIET && c->pcb && (c->has_ended || quiet_ms >= CONNECTION_QUIET_MS))
        connection_shut(c);
}

static void link_step(struct node *n, struct connection *c)
{
    if (c->stage == STAGE_NEW && c->pcb)
        welcome(n, c);
    if (c->stage == STAGE_OPEN && c->pcb)
        link_serve(n, c);
    output_flush();
    if (c->stage == STAGE_CLOSING && c->pcb)
        connection_fall_quiet(c);
    if (c->stage >= STAGE_QUIET)
        link_end(c);
    if (c->stage != STAGE_FREE && !c->pcb)
        lost(n, c);
}

// Whether there is work for it at once. While one connection is served the network runs. So others
// may be new, have input, or have ended.
static bool is_due(const struct connection *c)
{
    if (c->stage == STAGE_OPEN && c->pcb)
        return c->held && !c->shell->is_waiting && output_has_room(c);
    return c->stage == STAGE_NEW || (c->stage != STAGE_FREE && (c->is_late || !c->pcb));
}

static bool has_free_seat(void)
{
    for (int i = 0; i < LINK_SESSIONS; i++)
        if (!seats[i].is_taken)
            return true;
    return false;
}

void link_poll(struct node *n)
{
    for (struct connection *c = connection_rows; c < connection_rows + CONNECTIONS; c++)
        if (c->stage != STAGE_FREE)
            link_step(n, c);
    if (!has_free_seat())
        shell_keep_place(n);
    connection_trim();
}

uint32_t link_wait_ms(void)
{
    uint32_t wait_ms = UINT32_MAX;

    for (const struct connection *c = connection_rows; c < connection_rows + CONNECTIONS; c++) {
        if (is_due(c))
            return 0;
        if (c->stage > STAGE_OPEN || (c->stage == STAGE_OPEN && tcp_sndqueuelen(c->pcb)))
            wait_ms = LOOK_AGAIN_MS;
    }
    return wait_ms;
}

static bool all_are_heard(void)
{
    for (const struct connection *c = connection_rows; c < connection_rows + CONNECTIONS; c++)
        if (c->stage != STAGE_FREE && (c->stage < STAGE_SHUT || !connection_is_heard(c)))
            return false;
    return true;
}

void link_drain(struct node *n)
{
    uint64_t until_ms = clock_ms() + CONNECTION_LINGER_MS;

    connection_stop_listening(); // new clients are refused and can try again
    link_poll(n);
    while (!all_are_heard() && clock_ms() < until_ms) {
        network_wait();
        link_poll(n);
    }
    for (struct connection *c = connection_rows; c < connection_rows + CONNECTIONS; c++)
        if (c->pcb && !connection_is_heard(c))
            connection_abort(c); // the node will have forgotten it, so the peer need not wait
}
