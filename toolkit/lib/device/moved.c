// Finds devices that no longer answer at their address.
#include "device/moved.h"
#include "device/discover.h"
#include "device/identity.h"
#include "term/term.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_ASKED = 256 };

// Stores the new address of a device, if it was found at another one.
static bool moved_take_address(struct target *target, const struct discovery *found)
{
    struct address address;

    for (size_t i = 0; i < found->n; i++) {
        const struct discovered *it = &found->items[i];
        if (strcmp(it->hello.uid, target->device->uid) != 0 || !address_parse(it->ip, &address))
            continue;
        address.port = address.port ? address.port : MICROS_PORT;
        if (strcmp(address.host, target->address.host) == 0 && address.port == target->address.port)
            return false;
        target->address = address;
        term_say("%s is at %s now; the device cache is up to date", target->label, it->ip);
        return true;
    }
    return false;
}

static bool is_small(const struct network_list *networks)
{
    uint64_t total = 0;

    for (size_t i = 0; i < networks->n; i++)
        total += network_size(&networks->items[i]);
    return total <= MOST_ASKED;
}

// The networks to ask address by address: small ones that the user names. Otherwise there are none,
// and only nodes that announce themselves are found. False: nothing may be sent on any network.
static bool choose_networks(struct network_list *networks)
{
    bool is_named = network_is_named();

    if (!network_add_local(networks, false) || networks->n == 0)
        return false;
    if (is_named && is_small(networks))
        return true;
    if (is_named && network_is_loopback(networks))
        return false;
    networks->n = 0;
    return true;
}

size_t moved_find(struct target *const *targets, size_t n, const struct options *options,
                  const char *path)
{
    struct network_list networks = { 0 };
    struct discovery found = { 0 };
    size_t moved = 0, known = 0;

    for (size_t i = 0; i < n; i++)
        known += targets[i]->device && identity_is_known(targets[i]->device);
    if (known && choose_networks(&networks) &&
        discover_everywhere(&networks, networks.n > 0, options, &found) == 0)
        for (size_t i = 0; i < n; i++)
            if (targets[i]->device && identity_is_known(targets[i]->device))
                moved += moved_take_address(targets[i], &found);
    if (moved)
        discover_store(&found, path);
    discover_free(&found);
    free(networks.items);
    return moved;
}
