// From what a person typed to one node to talk with.
#include "device/target.h"
#include "device/browse.h"
#include "device/network.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/term.h"
#include "term/words.h"
#include <stdlib.h>
#include <string.h>

int target_of(const struct device *device, const struct options *options, struct target *target)
{
    if (!address_parse(device->ip, &target->address)) {
        term_error("the device cache has no usable address for %s: '%s'. Run `micros search`, or "
                   "`micros devices add IP --uid %s`",
                   device->name, device->ip, device->uid);
        return EXIT_UNKNOWN_DEVICE;
    }
    if (!target->address.port)
        target->address.port = options_port(options);
    target->device = device;
    snprintf(target->label, sizeof target->label, "%s", device->name);
    return EXIT_OK;
}

static bool same_place(const struct device *device, const struct address *address)
{
    struct address other;

    return address_parse(device->ip, &other) && strcmp(other.host, address->host) == 0 &&
           (!address->port || address->port == (other.port ? other.port : MICROS_PORT));
}

// A UID belongs to one device only. Names and addresses may be shared; then it is not clear which
// device is meant.
static size_t count_matches(const struct cache *cache, const char *word,
                            const struct address *address, const struct device **found)
{
    size_t n = 0;

    for (size_t i = 0; i < cache->n; i++) {
        const struct device *device = &cache->items[i];
        if (strcmp(device->uid, word) == 0) {
            *found = device;
            return 1;
        }
        if (strcmp(device->name, word) == 0 && ++n == 1)
            *found = device;
    }
    if (n > 0 || !address)
        return n;
    for (size_t i = 0; i < cache->n; i++)
        if (same_place(&cache->items[i], address)) {
            *found = &cache->items[i]; // of several, the last: it was seen there after the others
            n = 1;
        }
    return n;
}

static int target_report_unknown(const struct cache *cache, const char *word)
{
    const char **names = memory_take(cache->n * 2, sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < cache->n; i++) {
        if (!cache_is_placeholder(&cache->items[i])) {
            names[n++] = cache->items[i].name;
            names[n++] = cache->items[i].uid;
        }
    }
    const char *nearest = words_nearest(word, names, n);
    if (nearest)
        term_error("no device named '%s' in the cache. Did you mean '%s'? `micros search` finds "
                   "devices that are new or got another name",
                   word, nearest);
    else
        term_error("no device named '%s' in the cache. `micros devices` lists the known ones, "
                   "`micros search` finds those that are new or got another name",
                   word);
    free(names);
    return EXIT_UNKNOWN_DEVICE;
}

static int report_ambiguous(const struct cache *cache, const char *word)
{
    term_error("several devices are named '%s'; use the UID of the one you mean:", word);
    for (size_t i = 0; i < cache->n; i++)
        if (strcmp(cache->items[i].name, word) == 0)
            term_say("  %s  %s", cache->items[i].uid, cache->items[i].ip);
    return EXIT_UNKNOWN_DEVICE;
}

// If only networks of the loopback are named, nothing may be sent on others.
static bool may_ask_around(void)
{
    struct network_list named = { 0 };
    bool is_here_only =
        network_is_named() && network_add_local(&named, false) && network_is_loopback(&named);

    free(named.items);
    return !is_here_only;
}

int target_find(const struct cache *cache, const char *word, const struct options *options,
                struct target *target)
{
    struct address address;
    const struct device *device = NULL;
    bool is_address = address_parse(word, &address) && address_is_numeric(&address);

    if (is_address && !address.port && options->port)
        address.port = (uint16_t)options->port;
    size_t n = count_matches(cache, word, is_address ? &address : NULL, &device);
    if (n > 1)
        return report_ambiguous(cache, word);
    if (n == 1)
        return target_of(device, options, target);
    if (!is_address && !(may_ask_around() && browse_find(word, &address)))
        return target_report_unknown(cache, word);
    if (!is_address)
        term_say("%s is not in the cache; on the network it is at %s", word, address.host);
    *target = (struct target){ .address = address };
    if (!address.port)
        target->address.port = options_port(options);
    snprintf(target->label, sizeof target->label, "%s", word);
    return EXIT_OK;
}
