// Connections: events of lwIP, waiting input, and the end.
#include "connection.h"
#include "clock.h"
#include "news.h"

enum {
    HELD_PIECES = 4,   // pieces of input; more are joined, as many small ones would fill the heap
    TIMED_OUT_MAX = 4, // ended connections that lwIP keeps (TIME-WAIT, RFC 9293, section 3.6)
    HALF_OPEN_MAX = 6, // connections whose peer has not answered yet (SYN-RECEIVED)
    BACKLOG = HALF_OPEN_MAX + 4, // larger, so that there is always room for a peer that answers
};

struct connection connection_rows[CONNECTIONS];
static struct tcp_pcb *listener;

static uint32_t connection_now_ms(void)
{
    return (uint32_t)clock_ms();
}

uint32_t connection_quiet_ms(const struct connection *c)
{
    return connection_now_ms() - c->moved_ms;
}

// ---- the end ----

static void detach(struct connection *c)
{
    tcp_arg(c->pcb, NULL);
    tcp_recv(c->pcb, NULL);
    tcp_sent(c->pcb, NULL);
    tcp_err(c->pcb, NULL);
    c->pcb = NULL;
}

static void drop_held(struct connection *c)
{
    if (c->held && c->pcb)
        tcp_recved(c->pcb, (u16_t)(c->held->tot_len - c->held_at));
    if (c->held)
        pbuf_free(c->held);
    c->held = NULL;
    c->held_at = 0;
}

void connection_abort(struct connection *c)
{
    struct tcp_pcb *pcb = c->pcb;

    if (!pcb)
        return;
    detach(c);
    tcp_abort(pcb);
}

void connection_release(struct connection *c)
{
    drop_held(c);
    c->stage = STAGE_FREE;
}

void connection_fall_quiet(struct connection *c)
{
    drop_held(c); // with unread input the end would be a reset, which can destroy our last bytes
    c->stage = STAGE_QUIET;
    c->moved_ms = connection_now_ms();
}

void connection_acknowledge(struct connection *c)
{
    tcp_ack_now(c->pcb);
    tcp_output(c->pcb);
}

void connection_shut(struct connection *c)
{
    c->stage = STAGE_SHUT;
    if (tcp_shutdown(c->pcb, 0, 1) != ERR_OK)
        connection_abort(c);
}

// The newest come first in lwIP's lists.
static void trim(struct tcp_pcb *pcb, enum tcp_state state, int most)
{
    struct tcp_pcb *next;

    for (; pcb; pcb = next) {
        next = pcb->next;
        if (pcb->state == state && most-- <= 0)
            tcp_abort(pcb);
    }
}

void connection_trim(void)
{
    trim(tcp_tw_pcbs, TIME_WAIT, TIMED_OUT_MAX);
    trim(tcp_active_pcbs, SYN_RCVD, HALF_OPEN_MAX);
}

// ---- input ----

const char *connection_chunk(const struct connection *c, size_t *len)
{
    *len = c->held->len - c->held_at;
    return (const char *)c->held->payload + c->held_at;
}

void connection_took(struct connection *c, size_t len)
{
    struct pbuf *first = c->held;

    if (!first)
        return;
    c->held_at = (uint16_t)(c->held_at + len);
    if (c->pcb)
        tcp_recved(c->pcb, (u16_t)len);
    if (c->held_at < first->len)
        return;
    c->held = first->next;
    c->held_at = 0;
    if (c->held)
        pbuf_ref(c->held); // keeps the rest when the first piece is freed
    pbuf_free(first);
}

// ---- events of lwIP ----

static void on_error(void *arg, err_t err)
{
    struct connection *c = arg;

    (void)err;
    c->pcb = NULL;
    network_news();
}

static void on_end(struct connection *c)
{
    c->has_ended = true;
    if (c->stage == STAGE_SHUT)
        detach(c); // both sides have ended, so lwIP does the rest
}

static err_t on_input(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
    struct connection *c = arg;

    (void)err;
    if (!p) {
        on_end(c);
    } else if (c->stage >= STAGE_CLOSING) {
        c->is_late |= c->stage >= STAGE_QUIET && connection_is_heard(c);
        tcp_recved(pcb, p->tot_len);
        pbuf_free(p);
    } else if (!c->held) {
        c->held = p;
    } else {
        pbuf_cat(c->held, p);
        if (pbuf_clen(c->held) > HELD_PIECES)
            c->held = pbuf_coalesce(c->held, PBUF_RAW);
    }
    network_news();
    return ERR_OK;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
    struct connection *c = arg;

    (void)pcb;
    (void)len;
    c->moved_ms = connection_now_ms();
    c->has_moved = true;
    network_news();
    return ERR_OK;
}

void connection_adopt(struct connection *c, struct tcp_pcb *pcb)
{
    *c = (struct connection){
        .link = c->link, .pcb = pcb, .moved_ms = connection_now_ms(), .stage = STAGE_NEW
    };
    tcp_arg(pcb, c);
    tcp_recv(pcb, on_input);
    tcp_sent(pcb, on_sent);
    tcp_err(pcb, on_error);
    tcp_nagle_disable(pcb);
}

// A free row, or the row that has waited longest for just the peer's end.
static struct connection *find_row(void)
{
    struct connection *oldest = NULL;

    for (struct connection *c = connection_rows; c < connection_rows + CONNECTIONS; c++) {
        if (c->stage == STAGE_FREE)
            return c;
        if (c->stage >= STAGE_QUIET &&
            (!oldest || connection_quiet_ms(c) > connection_quiet_ms(oldest)))
            oldest = c;
    }
    if (oldest) {
        connection_abort(oldest);
        connection_release(oldest);
    }
    return oldest;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct connection *c = pcb ? find_row() : NULL; // NULL: lwIP had no memory

    (void)arg;
    (void)err;
    if (!c)
        return ERR_MEM; // lwIP resets the connection
    connection_adopt(c, pcb);
    network_news();
    return ERR_OK;
}

bool connection_listen(uint16_t port)
{
    struct tcp_pcb *pcb = tcp_new();

    if (!pcb || tcp_bind(pcb, IP_ANY_TYPE, port) != ERR_OK)
        return false;
    listener = tcp_listen_with_backlog(pcb, BACKLOG);
    if (!listener)
        return false;
    tcp_accept(listener, on_accept);
    return true;
}

void connection_stop_listening(void)
{
    if (listener)
        (void)tcp_close(listener); // cannot fail for a listener
    listener = NULL;
}

bool connection_is_heard(const struct connection *c)
{
    return !c->pcb || (!c->pcb->unsent && !c->pcb->unacked);
}
