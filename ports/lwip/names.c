// Multicast DNS: the core's responder over UDP of lwIP, on the board's only interface.
#include "names.h"
#include "board.h"
#include "clock.h"
#include "net/description.h"
#include "net/responder.h"
#include "network.h"
#include "news.h"
#include "node/node.h"
#include "stack.h"

enum {
    PORT = 5353,
    TTL = 255, // RFC 6762, section 11
    HERE = 1,  // the only place, as a bit
    // The text is stored behind the packet until that is sent, and is shorter than on Linux.
    TXT_MAX = 192,
    PACKET_MAX = RESPONDER_PACKET_MAX - RESPONDER_TXT_MAX + TXT_MAX,
};

static const ip_addr_t group = IPADDR4_INIT_BYTES(224, 0, 0, 251);

static struct responder responder;
static struct udp_pcb *pcb; // NULL: nothing is published
static struct node *told;   // the node with that name
static const char *wanted;
static uint32_t taker; // host that has the name, until it is logged; 0: none
static bool asks_password;

static uint32_t names_now_ms(void)
{
    return (uint32_t)clock_ms();
}

static uint32_t names_random(void)
{
    uint32_t r;

    board_random((uint8_t *)&r, sizeof r);
    return r;
}

// Without an address nobody could use an answer.
static uint16_t names_places(void)
{
    return network_facts()->is_up && network_facts()->address ? HERE : 0;
}

static struct responder_place names_place(struct text txt)
{
    return (struct responder_place){ 0, lwip_ntohl(network_facts()->address), NULL, 0, txt };
}

// ---- output ----

static size_t names_describe(char txt[TXT_MAX])
{
    struct text board = text_of(told->board->name);
    const struct description d = { text_of(node_version),
                                   board,
                                   board,
                                   settings_text(&told->settings, KEY_devfid),
                                   network_facts()->mac,
                                   network_facts()->kind != NETWORK_WIRE,
                                   asks_password };

    return description_write(&d, txt, TXT_MAX);
}

static struct pbuf *names_packet(struct responder_place *place)
{
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, PACKET_MAX + TXT_MAX, PBUF_RAM);

    if (p) {
        char *txt = (char *)p->payload + PACKET_MAX;
        *place = names_place(text_make(txt, names_describe(txt)));
    }
    return p;
}

// Takes over the packet. Lost packets are not reported.
static void names_send(struct pbuf *p, size_t len, const ip_addr_t *to, u16_t port)
{
    pbuf_realloc(p, (u16_t)len);
    if (len)
        (void)udp_sendto(pcb, p, to, port);
    pbuf_free(p);
}

static void names_tell(const struct responder_job *job)
{
    struct responder_place place;
    struct pbuf *p = names_packet(&place);

    if (p)
        names_send(p, responder_write(&responder, &place, job, p->payload, PACKET_MAX), &group,
                   PORT);
}

static void names_say_goodbye(void)
{
    struct responder_place place;
    struct pbuf *p = names_places() ? names_packet(&place) : NULL;

    if (p)
        names_send(p, responder_goodbye(&responder, &place, p->payload, PACKET_MAX), &group, PORT);
}

// ---- input ----

static void names_answer(const struct pbuf *question, const ip_addr_t *from, u16_t port)
{
    struct responder_place place;
    struct pbuf *p = names_packet(&place);

    if (p)
        names_send(p,
                   responder_reply(&responder, &place, question->payload, question->len,
                                   names_now_ms(), p->payload, PACKET_MAX),
                   from, port);
}

static void names_hear(const struct pbuf *p, const ip_addr_t *from, u16_t port)
{
    const struct responder_place place = names_place(text_of(""));
    uint32_t other = ip_addr_get_ip4_u32(from);

    if ((other ^ network_facts()->address) & network_facts()->mask)
        return; // came through a router
    if (port != PORT)
        names_answer(p, from, port);
    else if (responder_hear(&responder, &place, p->payload, p->len, names_now_ms(), names_random()))
        taker = other;
}

// Has the type udp_recv_fn. Resulting work waits for the next round, because log and settings
// belong to the node.
static void names_heard(void *ctx, struct udp_pcb *by, struct pbuf *p, const ip_addr_t *from,
                        u16_t port)
{
    (void)ctx;
    (void)by;
    p = pbuf_coalesce(p, PBUF_RAW);
    // Otherwise there was no memory to make it one piece.
    if (p->len == p->tot_len && names_places())
        names_hear(p, from, port);
    pbuf_free(p);
    network_news();
}

// ---- start, follow, stop ----

static bool names_open(void)
{
    pcb = udp_new();
    if (!pcb)
        return false;
    if (udp_bind(pcb, IP_ADDR_ANY, PORT) != ERR_OK ||
        igmp_joingroup_netif(netif_default, ip_2_ip4(&group)) != ERR_OK) {
        udp_remove(pcb);
        pcb = NULL;
        return false;
    }
    pcb->ttl = TTL;
    udp_set_multicast_ttl(pcb, TTL);
    udp_recv(pcb, names_heard, NULL);
    return true;
}

static void names_probe(uint16_t port)
{
    responder_start(&responder, text_of(wanted), port, names_now_ms(), names_random());
}

void names_start(struct node *n, const char *name, uint16_t port)
{
    if (!netif_default)
        return;
    told = n;
    wanted = name;
    asks_password = settings_bool(&n->settings, KEY_auth);
    if (names_open())
        names_probe(port);
    else
        node_log(n, LOG_WARN, "[NW: STA] no memory to announce %s.local", name);
}

void names_change(void)
{
    if (!pcb)
        return;
    names_say_goodbye();
    names_probe(responder.port);
}

void names_stop(void)
{
    if (pcb)
        names_say_goodbye();
}

static void names_say_taken(struct node *n)
{
    const ip4_addr_t other = { taker };
    char host[IP4ADDR_STRLEN_MAX];

    taker = 0;
    strangers_hear(n, true);
    node_log(n, LOG_WARN, "[mDNS] %s has the name of this node: it is announced as %s.local",
             ip4addr_ntoa_r(&other, host, sizeof host), responder.label);
    strangers_hear(n, false);
}

void names_follow(struct node *n, unsigned events)
{
    bool asks = settings_bool(&n->settings, KEY_auth);
    struct responder_job job;

    if (!pcb)
        return;
    if (events & (NETWORK_CAME_UP | NETWORK_ADDRESS_CHANGED))
        responder_again(&responder, names_now_ms());
    else if (events & NETWORK_KIND_CHANGED || asks != asks_password)
        responder_changed(&responder, names_now_ms());
    asks_password = asks;
    if (taker)
        names_say_taken(n);
    while (responder_take(&responder, names_places(), names_now_ms(), &job))
        names_tell(&job);
}

uint32_t names_wait_ms(void)
{
    return pcb ? responder_wait_ms(&responder, names_places(), names_now_ms()) : UINT32_MAX;
}
