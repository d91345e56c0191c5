// Implements network.h over Ethernet frames: one lwIP interface with an address from DHCP.
#include "network.h"
#include "address.h"
#include "board.h"
#include "clock.h"
#include "device.h"
#include "eth.h"
#include "frames.h"
#include "network_state.h"
#include "node/node.h"
#include "stack.h"

enum {
    BOOT_WAIT_MS = ADDRESS_LEASE_WAIT_MS, // for an address; then the node boots without one
    STEP_MS = 20,                         // longest pause
    FRAMES_A_ROUND = 16,                  // then the sessions are served
};

static struct netif face;
static struct network_state state;
static struct address plan;
static bool is_there; // the network device answers

const struct network_facts *network_facts(void)
{
    return &state.facts;
}

unsigned network_events(void)
{
    return network_state_take(&state);
}

static uint32_t network_now_ms(void)
{
    return (uint32_t)clock_ms();
}

// lwIP calls this while it works. What follows from it is done later, when events are polled.
static void status_changed(struct netif *changed)
{
    network_state_address(&state, netif_ip4_addr(changed)->addr, netif_ip4_netmask(changed)->addr,
                          netif_ip4_gw(changed)->addr, clock_ms());
}

// When the link comes up, lwIP asks for a lease again.
static void look_at_link(void)
{
    struct eth_link link = { false, NETWORK_WIRE, NETWORK_NO_SIGNAL };

    board_eth_look(&link, &state.facts);
    state.facts.signal_dbm = link.signal_dbm;
    network_state_kind(&state, (enum network_kind)link.kind, clock_ms());
    if (link.is_up == state.facts.is_up)
        return;
    network_state_link(&state, link.is_up, clock_ms());
    if (link.is_up)
        netif_set_link_up(&face);
    else
        netif_set_link_down(&face);
}

bool network_move(void)
{
    int n = 0;

    if (is_there)
        look_at_link();
    while (is_there && n < FRAMES_A_ROUND && frames_take(&face))
        n++;
    sys_check_timeouts();
    return n;
}

void network_wait(void)
{
    board_watchdog_feed(DEVICE_WATCHDOG_MS);
    if (!network_move())
        board_sleep(STEP_MS);
}

// ---- the address ----

static void take_own(uint32_t mask, uint32_t router)
{
    const ip4_addr_t own = { plan.own }, mask4 = { mask }, router4 = { router };

    dhcp_release_and_stop(&face);
    netif_set_addr(&face, &own, &mask4, &router4);
}

static void say_misfit(struct node *n)
{
    const ip4_addr_t own = { plan.own };
    char leased[IP4ADDR_STRLEN_MAX], wanted[IP4ADDR_STRLEN_MAX];

    ip4addr_ntoa_r(netif_ip4_addr(&face), leased, sizeof leased);
    ip4addr_ntoa_r(&own, wanted, sizeof wanted);
    node_log(n, LOG_WARN, "[NW: STA] devip %s is no address of this network: %s is used", wanted,
             leased);
}

static void take_alone(void)
{
    ip_addr_t router;

    take_own(plan.mask, plan.router);
    ip_addr_set_ip4_u32(&router, plan.router);
    dns_setserver(0, &router);
}

static void choose_address(struct node *n)
{
    const struct address_lease lease = { netif_ip4_addr(&face)->addr,
                                         netif_ip4_netmask(&face)->addr };
    bool is_leased = dhcp_supplied_address(&face);

    switch (address_look(&plan, state.facts.is_up, is_leased ? &lease : NULL, network_now_ms())) {
    case ADDRESS_WAIT:
    case ADDRESS_LEASED: break;
    case ADDRESS_OWN: take_own(lease.mask, netif_ip4_gw(&face)->addr); break;
    case ADDRESS_ALONE: take_alone(); break;
    case ADDRESS_MISFIT: say_misfit(n); break;
    case ADDRESS_NOBODY:
        node_log(n, LOG_WARN, "[NW: STA] no address yet: nobody answered to DHCP");
        break;
    }
}

static uint32_t wanted_address(const struct node *n)
{
    char text[IP4ADDR_STRLEN_MAX];
    ip4_addr_t own;
    struct out o;

    out_init(&o, text, sizeof text);
    out_slice(&o, settings_text(&n->settings, KEY_devip));
    return settings_is_set(&n->settings, KEY_devip) && ip4addr_aton(text, &own) ? own.addr : 0;
}

static void wait_for_address(struct node *n)
{
    uint32_t since_ms = network_now_ms();

    address_init(&plan, wanted_address(n));
    while (!plan.is_decided && network_now_ms() - since_ms < BOOT_WAIT_MS) {
        network_wait();
        clock_tell(n); // so that log lines include the waiting time
        choose_address(n);
    }
    if (!state.facts.is_up)
        node_log(n, LOG_WARN, "[NW: STA] no address yet: the link is down");
}

// ---- start ----

// Has the type netif_init_fn of lwIP.
static err_t start_face(struct netif *f)
{
    return frames_start(f, state.facts.mac) ? ERR_OK : ERR_IF;
}

void network_start(struct node *n, const char *name)
{
    lwip_init();
    network_state_init(&state, NETWORK_WIRE, n->mac);
    is_there = netif_add_noaddr(&face, NULL, start_face, ethernet_input);
    if (!is_there) {
        node_log(n, LOG_ERROR, "[NW: STA] the network device does not answer");
        return;
    }
    netif_set_default(&face);
    netif_set_hostname(&face, name);
    netif_set_status_callback(&face, status_changed);
    look_at_link();
    netif_set_up(&face);
    if (dhcp_start(&face) == ERR_OK)
        wait_for_address(n);
}

void network_follow(struct node *n)
{
    if (is_there)
        choose_address(n);
}

uint32_t network_wait_ms(void)
{
    uint32_t stack_ms = sys_timeouts_sleeptime(),
             plan_ms = address_wait_ms(&plan, network_now_ms());

    return stack_ms < plan_ms ? stack_ms : plan_ms;
}
