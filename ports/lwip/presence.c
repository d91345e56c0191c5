// Follows the events of the network.
#include "presence.h"
#include "clock.h"
#include "names.h"
#include "net/hostname.h"
#include "network.h"
#include "node/set.h"
#include "ntp.h"
#include "stack.h"
#include <string.h>

static char address[IP4ADDR_STRLEN_MAX] = "n/a";
static char name[HOSTNAME_MAX + 1]; // name of the node in the network

const char *presence_address(void)
{
    return address;
}

const char *presence_mode(void *ctx)
{
    (void)ctx;
    return network_facts()->kind == NETWORK_AP ? "AP" : "STA";
}

static void presence_take_name(struct node *n)
{
    (void)hostname_of(settings_text(&n->settings, KEY_devfid), name);
}

static void presence_take_address(void)
{
    const ip4_addr_t now = { network_facts()->address };

    if (ip4_addr_isany(&now)) {
        strcpy(address, "n/a");
    } else {
        ip4addr_ntoa_r(&now, address, sizeof address);
        ntp_hurry();
    }
}

void presence_start(struct node *n)
{
    presence_take_name(n);
    ntp_start(n);
    network_start(n, name);
    (void)network_events(); // the boot log shows the present state
    presence_take_address();
}

void presence_announce(struct node *n, uint16_t port)
{
    names_start(n, name, port);
}

static void presence_tell(struct node *n, unsigned events)
{
    const char *mode = presence_mode(NULL);

    if (events & NETWORK_KIND_CHANGED)
        set_network(n);
    if (events & NETWORK_WENT_DOWN)
        node_log(n, LOG_WARN, "[NW: %s] the link went down", mode);
    if (events & NETWORK_CAME_UP && network_facts()->is_up)
        node_log(n, LOG_INFO, "[NW: %s] the link is up", mode);
    if (events & NETWORK_ADDRESS_CHANGED) {
        presence_take_address();
        node_log(n, LOG_INFO, "[NW: %s] the address is now %s", mode, address);
    }
}

void presence_follow(struct node *n)
{
    network_follow(n);
    unsigned events = network_events();
    presence_tell(n, events);
    if (clock_is_trusted() != n->time_is_trusted)
        node_trust_time(n, clock_is_trusted());
    if (!hostname_is(text_of(name), settings_text(&n->settings, KEY_devfid))) {
        presence_take_name(n);
        names_change();
    }
    names_follow(n, events);
}
