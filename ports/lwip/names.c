// Multicast DNS by lwIP's responder.
#include "names.h"
#include "node/node.h"
#include "stack.h"

enum {
    HOST_TTL_S = 120, // RFC 6762, section 10
    SERVICE_TTL_S = 4500,
    ITEM_MAX = 32,
};

static s8_t service = -1;

// RFC 6763, section 6.1: a service says at least one thing about itself.
static void names_describe(struct mdns_service *s, void *ctx)
{
    char item[ITEM_MAX];
    struct out o;

    (void)ctx;
    out_init(&o, item, sizeof item);
    out_format(&o, "version=%s", node_version);
    (void)mdns_resp_add_service_txtitem(s, item, (u8_t)o.len);
}

void names_start(struct node *n, const char *name, uint16_t port)
{
    if (!netif_default)
        return;
    mdns_resp_init();
    if (mdns_resp_add_netif(netif_default, name, HOST_TTL_S) == ERR_OK)
        service = mdns_resp_add_service(netif_default, name, "_micros", DNSSD_PROTO_TCP, port,
                                        SERVICE_TTL_S, names_describe, NULL);
    if (service < 0)
        node_log(n, LOG_WARN, "[NW: STA] no memory to announce %s.local", name);
}

void names_change(const char *name)
{
    if (service < 0)
        return;
    mdns_resp_rename_netif(netif_default, name);
    mdns_resp_rename_service(netif_default, service, name);
}
