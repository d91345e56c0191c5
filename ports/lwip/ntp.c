// Gets the time: the core's SNTP client over UDP of lwIP.
#include "ntp.h"
#include "board.h"
#include "clock.h"
#include "net/sntp.h"
#include "news.h"
#include "node/node.h"
#include "stack.h"
#include <string.h>

enum { LIST_MAX = 128 }; // longest value of setting ntp

static struct sntp client;
static char list[LIST_MAX + 1]; // a copy, because the setting may move in memory
static ip4_addr_t leased[LWIP_DHCP_MAX_NTP_SERVERS];
static uint8_t n_leased;
static bool has_network;
static uint32_t wait_ms = UINT32_MAX;
static uintptr_t search; // number of the name lookup that counts
static struct udp_pcb *pcb;

static void ntp_start_round(void)
{
    struct text rest = text_of(list);
    struct sntp_server server;
    unsigned n = n_leased;

    while (n < SNTP_SERVERS_MAX && sntp_next_server(&rest, &server))
        n++;
    sntp_init(&client, n);
}

void ntp_start(struct node *n)
{
    struct text t = settings_text(&n->settings, KEY_ntp);

    if (settings_is_set(&n->settings, KEY_ntp))
        memcpy(list, t.p, t.len < LIST_MAX ? t.len : LIST_MAX);
    ntp_start_round();
}

void ntp_leased(unsigned n, const ip4_addr_t *servers)
{
    n = n < LWIP_DHCP_MAX_NTP_SERVERS ? n : LWIP_DHCP_MAX_NTP_SERVERS;
    size_t len = n * sizeof *servers;

    if (n == n_leased && !memcmp(leased, servers, len))
        return;
    memcpy(leased, servers, len);
    n_leased = (uint8_t)n;
    ntp_start_round();
}

// ---- one request ----

static void ntp_forget_question(void)
{
    search++;
    if (pcb)
        udp_remove(pcb);
    pcb = NULL;
}

// Comes from the server that was asked, because the PCB is connected. ntp_move removes the PCB
// later.
static void ntp_heard(void *ctx, struct udp_pcb *from, struct pbuf *p, const ip_addr_t *address,
                      u16_t port)
{
    uint8_t packet[SNTP_BYTES];
    struct sntp_time time;

    (void)ctx;
    (void)from;
    (void)address;
    (void)port;
    size_t len = pbuf_copy_partial(p, packet, sizeof packet, 0);
    pbuf_free(p);
    if (sntp_answer(&client, clock_ms(), packet, len, &time) == SNTP_GOOD)
        clock_set_wall(time.offset_ms);
    network_news();
}

static err_t ntp_send_request(void)
{
    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, SNTP_BYTES, PBUF_RAM);

    if (!p)
        return ERR_MEM;
    sntp_request(&client, clock_ms(), board_random, p->payload);
    err_t err = udp_send(pcb, p);
    pbuf_free(p);
    return err;
}

// Uses a new PCB for each request, so that an attacker must also guess its port.
static void ask_address(const ip_addr_t *address, uint16_t port)
{
    pcb = udp_new();
    if (pcb)
        udp_recv(pcb, ntp_heard, NULL);
    if (!pcb || udp_connect(pcb, address, port) != ERR_OK || ntp_send_request() != ERR_OK)
        sntp_fail(&client, clock_ms(), SNTP_UNREACHABLE);
}

// Server number i of the setting, which must exist.
static struct sntp_server named(unsigned i)
{
    struct text rest = text_of(list);
    struct sntp_server server;
    int found;

    do
        found = sntp_next_server(&rest, &server);
    while (i--);
    if (found < 0)
        server.host.len = 0; // not a name, so it cannot be resolved
    return server;
}

static void ntp_name_found(const char *name, const ip_addr_t *address, void *which)
{
    (void)name;
    if ((uintptr_t)which != search || !sntp_is_asking(&client))
        return;
    if (address)
        ask_address(address, named((unsigned)client.server - n_leased).port);
    else
        sntp_fail(&client, clock_ms(), SNTP_UNKNOWN);
    network_news();
}

static void ask_name(struct sntp_server server)
{
    char host[DNS_MAX_NAME_LENGTH] = "";
    ip_addr_t address;
    err_t err = ERR_VAL;

    if (server.host.len < sizeof host) {
        memcpy(host, server.host.p, server.host.len);
        err = dns_gethostbyname(host, &address, ntp_name_found, (void *)search);
    }
    if (err == ERR_OK)
        ask_address(&address, server.port);
    else if (err != ERR_INPROGRESS)
        sntp_fail(&client, clock_ms(), SNTP_UNKNOWN);
}

static void ntp_ask(unsigned server)
{
    ip_addr_t address;

    if (server >= n_leased) {
        ask_name(named(server - n_leased));
        return;
    }
    ip_addr_copy_from_ip4(address, leased[server]);
    ask_address(&address, SNTP_PORT);
}

// ---- what is due ----

void ntp_hurry(void)
{
    has_network = true;
    sntp_hurry(&client, clock_ms());
}

void ntp_move(void)
{
    struct sntp_step step;

    if (!has_network)
        return;
    do {
        step = sntp_poll(&client, clock_ms(), board_random);
        if (step.ended || step.server >= 0 || !sntp_is_asking(&client))
            ntp_forget_question();
        if (step.server >= 0)
            ntp_ask((unsigned)step.server);
    } while (step.server >= 0);
    wait_ms = step.wait_ms;
}

uint32_t ntp_wait_ms(void)
{
    return wait_ms;
}
