// Announces a node, and follows the settings that this depends on.
#include "announce.h"
#include "base/bytes.h"
#include "net/description.h"
#include "posix/address.h"
#include "unit.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

struct announced {
    struct mdns_node node;
    struct unit *unit;
    char name[RESPONDER_NAME_MAX + 1]; // as in the setting
    uint16_t port;
    bool asks_password;
};

static struct text wanted_name(const struct unit *u)
{
    return settings_text(&u->node.settings, KEY_devfid);
}

static size_t announce_describe(struct mdns_node *node, bool is_wireless,
                                char txt[RESPONDER_TXT_MAX])
{
    const struct announced *a = (const struct announced *)node;
    const struct unit *u = a->unit;
    const struct description d = {
        text_of(node_version), text_of("linux"), text_of(u->node.board->name),
        text_of(a->name),      u->mac,           is_wireless,
        a->asks_password
    };

    return description_write(&d, txt, RESPONDER_TXT_MAX);
}

static void renamed(struct mdns_node *node, uint32_t other)
{
    struct announced *a = (struct announced *)node;
    struct in_addr from = { htonl(other) };
    char host[INET_ADDRSTRLEN];
    struct node *n = unit_node(a->unit);

    strangers_hear(n, true);
    node_log(n, LOG_WARN, "[mDNS] %s has the name of this node: it is announced as %s.local",
             inet_ntop(AF_INET, &from, host, sizeof host), node->responder.label);
    strangers_hear(n, false);
}

static void take_settings(struct announced *a)
{
    struct text name = wanted_name(a->unit);
    size_t len = name.len < sizeof a->name - 1 ? name.len : sizeof a->name - 1;

    bytes_copy(a->name, name.p, len);
    a->name[len] = '\0';
    a->port = address_port(&a->unit->listener.bound);
    a->asks_password = settings_bool(&a->unit->node.settings, KEY_auth);
}

// Where the node listens, as an IPv4 address in native byte order; 0: everywhere. False: it cannot
// be reached from outside by IPv4.
static bool listens_at(const struct sockaddr_storage *bound, uint32_t *address)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)bound;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)bound;

    if (address_is_loopback(bound))
        return false;
    *address = bound->ss_family == AF_INET ? ntohl(v4->sin_addr.s_addr) : 0;
    return bound->ss_family == AF_INET || IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr);
}

void announce_start(struct unit *u)
{
    uint32_t address;

    if (!mdns_is_open(&u->process->mdns) || !listens_at(&u->listener.bound, &address))
        return;
    struct announced *a = calloc(1, sizeof *a);
    if (!a)
        return;
    *a = (struct announced){ .node = { NULL, address, announce_describe, renamed }, .unit = u };
    u->announced = a;
    take_settings(a);
    mdns_announce(&u->process->mdns, &a->node, text_of(a->name), a->port);
}

void announce_follow(struct unit *u)
{
    struct announced *a = u->announced;

    if (!a)
        return;
    if (!text_is(wanted_name(u), a->name) || address_port(&u->listener.bound) != a->port) {
        take_settings(a);
        mdns_announce(&u->process->mdns, &a->node, text_of(a->name), a->port);
    } else if (settings_bool(&u->node.settings, KEY_auth) != a->asks_password) {
        take_settings(a);
        mdns_changed(&u->process->mdns, &a->node);
    }
}

void announce_stop(struct unit *u)
{
    if (!u->announced)
        return;
    mdns_withdraw(&u->process->mdns, &u->announced->node);
    free(u->announced);
    u->announced = NULL;
}
