// The network: addresses, name and time.
#include <string.h>
#include "board.h"
#include "clock.h"
#include "device.h"
#include "frames.h"
#include "network.h"
#include "node/node.h"
#include "ntp.h"

enum {
    LEASE_WAIT_MS = 3000, // for a lease, before the node boots without one
    STEP_MS = 20,         // the longest pause
    FRAMES_A_ROUND = 16,  // then the sessions are served again
    HOST_TTL_S = 120,     // RFC 6762, section 10
    SERVICE_TTL_S = 4500,
    NAME_MAX_BYTES = 32, // the longest devfid
};

static struct netif face;
static char address[IP4ADDR_STRLEN_MAX] = "n/a";
static char name[NAME_MAX_BYTES + 1];
static bool is_there;    // the network device
static bool has_changed; // the address, since network_follow looked
static s8_t service = -1;

const char *network_address(void)
{
    return address;
}

uint32_t network_random(void)
{
    uint32_t r;

    board_random((uint8_t *)&r, sizeof r);
    return r;
}

bool network_move(void)
{
    int n = 0;

    while (is_there && n < FRAMES_A_ROUND && frames_take(&face))
        n++;
    sys_check_timeouts();
    ntp_move();
    return n;
}

void network_pause(void)
{
    board_watchdog_feed(DEVICE_WATCHDOG_MS);
    if (!network_move())
        board_sleep(STEP_MS);
}

uint32_t network_wait_ms(void)
{
    uint32_t stack_ms = sys_timeouts_sleeptime();

    return stack_ms < ntp_wait_ms() ? stack_ms : ntp_wait_ms();
}

// lwIP calls this while it works; what follows from it waits for network_follow.
static void status_changed(struct netif *changed)
{
    (void)changed;
    has_changed = true;
}

static void keep_text(char *to, size_t cap, struct text t)
{
    size_t len = t.len < cap - 1 ? t.len : cap - 1;

    memcpy(to, t.p, len);
    to[len] = 0;
}

static bool wait_for_lease(void)
{
    uint64_t until_ms = clock_ms() + LEASE_WAIT_MS;

    while (!dhcp_supplied_address(&face) && clock_ms() < until_ms)
        network_pause();
    return dhcp_supplied_address(&face);
}

// No lease tells about the network of this address: most have 24 bits and their router at .1.
static void set_alone(const ip4_addr_t *own)
{
    ip4_addr_t mask, router;

    IP4_ADDR(&mask, 255, 255, 255, 0);
    router.addr = (own->addr & mask.addr) | lwip_htonl(1);
    dhcp_release_and_stop(&face);
    netif_set_addr(&face, own, &mask, &router);
    dns_setserver(0, &router);
}

// The lease tells about the network, the setting which address in it is this node's.
static void set_own(struct node *n, const ip4_addr_t *own)
{
    ip4_addr_t mask = *netif_ip4_netmask(&face), router = *netif_ip4_gw(&face);
    char leased[IP4ADDR_STRLEN_MAX], wanted[IP4ADDR_STRLEN_MAX];

    if (ip4_addr_cmp(own, netif_ip4_addr(&face)))
        return;
    if (ip4_addr_netcmp(own, netif_ip4_addr(&face), &mask)) {
        dhcp_release_and_stop(&face);
        netif_set_addr(&face, own, &mask, &router);
        return;
    }
    ip4addr_ntoa_r(netif_ip4_addr(&face), leased, sizeof leased);
    ip4addr_ntoa_r(own, wanted, sizeof wanted);
    node_log(n, LOG_WARN, "[NW: STA] devip %s is no address of this network: %s is used", wanted,
             leased);
}

static void choose_address(struct node *n)
{
    char text[IP4ADDR_STRLEN_MAX];
    ip4_addr_t own;
    bool is_leased = wait_for_lease();

    (void)device_node(); // so that the log counts the wait
    keep_text(text, sizeof text, settings_text(&n->settings, KEY_devip));
    bool is_set = settings_is_set(&n->settings, KEY_devip) && ip4addr_aton(text, &own);
    if (is_set && is_leased)
        set_own(n, &own);
    else if (is_set)
        set_alone(&own);
    else if (!is_leased)
        node_log(n, LOG_WARN, "[NW: STA] no address yet: nobody answered to DHCP");
}

static void take_address(void)
{
    has_changed = false;
    if (ip4_addr_isany(netif_ip4_addr(&face))) {
        strcpy(address, "n/a");
    } else {
        ip4addr_ntoa_r(netif_ip4_addr(&face), address, sizeof address);
        ntp_hurry();
    }
}

void network_start(struct node *n)
{
    lwip_init();
    keep_text(name, sizeof name, settings_text(&n->settings, KEY_devfid));
    is_there = netif_add_noaddr(&face, NULL, frames_start, ethernet_input);
    if (!is_there) {
        node_log(n, LOG_ERROR, "[NW: STA] the network device does not answer");
        return;
    }
    netif_set_default(&face);
    netif_set_hostname(&face, name);
    netif_set_status_callback(&face, status_changed);
    netif_set_up(&face);
    ntp_start(n);
    if (dhcp_start(&face) == ERR_OK)
        choose_address(n);
    take_address();
}

// RFC 6763, section 6.1: a service says at least one thing about itself.
static void describe(struct mdns_service *s, void *ctx)
{
    char item[NAME_MAX_BYTES];
    struct out o;

    (void)ctx;
    out_init(&o, item, sizeof item);
    out_format(&o, "version=%s", node_version);
    (void)mdns_resp_add_service_txtitem(s, item, (u8_t)o.len);
}

void network_announce(struct node *n, uint16_t port)
{
    if (!is_there)
        return;
    mdns_resp_init();
    if (mdns_resp_add_netif(&face, name, HOST_TTL_S) == ERR_OK)
        service = mdns_resp_add_service(&face, name, "_micros", DNSSD_PROTO_TCP, port,
                                        SERVICE_TTL_S, describe, NULL);
    if (service < 0)
        node_log(n, LOG_WARN, "[NW: STA] no memory to announce %s.local", name);
}

void network_follow(struct node *n)
{
    struct text devfid = settings_text(&n->settings, KEY_devfid);

    if (has_changed) {
        take_address();
        node_log(n, LOG_INFO, "[NW: STA] the address is now %s", address);
    }
    if (clock_is_trusted() != n->time_is_trusted)
        node_trust_time(n, clock_is_trusted());
    if (text_is(devfid, name) || service < 0)
        return;
    keep_text(name, sizeof name, devfid);
    mdns_resp_rename_netif(&face, name);
    mdns_resp_rename_service(&face, service, name);
}
