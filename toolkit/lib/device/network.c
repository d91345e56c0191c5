// IPv4 networks to search.
#include "device/network.h"
#include "posix/faces.h"
#include "term/memory.h"
#include "term/term.h"
#include "term/words.h"
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SMALLEST_BITS = 20 }; // of networks that are searched by default

static uint32_t mask_of(int bits)
{
    return bits ? ~(uint32_t)0 << (32 - bits) : 0;
}

bool network_parse(const char *text, struct network *network)
{
    char host[INET_ADDRSTRLEN];
    struct in_addr address;
    size_t len = strcspn(text, "/");
    long bits = 32;

    if (len >= sizeof host)
        return false;
    memcpy(host, text, len);
    host[len] = '\0';
    if (text[len]) {
        char *end;
        bits = strtol(text + len + 1, &end, 10);
        if (end == text + len + 1 || *end || bits < 0 || bits > 32 || strspn(text + len + 1, " +-"))
            return false;
    }
    if (inet_pton(AF_INET, host, &address) != 1)
        return false;
    *network = (struct network){ ntohl(address.s_addr) & mask_of((int)bits), (int)bits };
    return true;
}

uint32_t network_size(const struct network *network)
{
    uint32_t hosts = ~mask_of(network->bits);

    return network->bits >= 31 ? hosts + 1 : hosts - 1;
}

uint32_t network_host(const struct network *network, uint32_t index)
{
    return network->base + index + (network->bits < 31);
}

void network_write_host(uint32_t host, char *text)
{
    snprintf(text, 20, "%u.%u.%u.%u", host >> 24, host >> 16 & 255, host >> 8 & 255, host & 255);
}

void network_write(const struct network *network, char *text)
{
    network_write_host(network->base, text);
    size_t len = strlen(text);
    if (network->bits < 32)
        snprintf(text + len, 20 - len, "/%d", network->bits);
}

void network_add(struct network_list *list, const struct network *network)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].base == network->base && list->items[i].bits == network->bits)
            return;
    list->items = memory_grow(list->items, list->n + 1, sizeof *list->items);
    list->items[list->n++] = *network;
}

bool network_is_loopback(const struct network_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].base >> 24 != 127)
            return false;
    return true;
}

bool network_has_route(const struct network *network)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(9),
                              .sin_addr.s_addr = htonl(network_host(network, 0)) };
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); // connecting it only looks up the route

    if (fd < 0)
        return true; // the search will say why
    bool has_route = connect(fd, (const struct sockaddr *)&to, sizeof to) == 0;
    close(fd);
    return has_route;
}

static int count_bits(uint32_t mask)
{
    return __builtin_popcount(mask);
}

struct local {
    struct network_list *list;
    bool all; // the large ones too
};

static bool add_interface(void *ctx, const struct face_report *report)
{
    const struct local *local = ctx;
    struct network network = { report->address & report->mask, count_bits(report->mask) };

    if (!(report->flags & IFF_UP) || (report->flags & IFF_LOOPBACK))
        return true;
    if (network.bits < SMALLEST_BITS && !local->all) {
        char text[20];
        network_write(&network, text);
        term_say("%s (%s) is large and was skipped; --all-networks or --network %s searches it",
                 text, report->name, text);
        return true;
    }
    network_add(local->list, &network);
    return true;
}

bool network_is_named(void)
{
    const char *names = getenv("MICROS_NETWORK");

    return names && *names;
}

// MICROS_NETWORK, networks with blanks between them, replaces those of the interfaces.
static bool add_named(struct network_list *list, const char *names)
{
    struct words_list words = { 0 };
    struct network network;
    bool ok = true;

    words_split(names, &words);
    for (size_t i = 0; ok && i < words.n; i++) {
        ok = network_parse(words.items[i], &network);
        if (ok)
            network_add(list, &network);
        else
            term_error("MICROS_NETWORK: '%s' is not a network like 10.0.1.0/24", words.items[i]);
    }
    words_free(&words);
    return ok;
}

bool network_add_local(struct network_list *list, bool all)
{
    const char *names = getenv("MICROS_NETWORK");
    struct local local = { list, all };

    if (names && *names)
        return add_named(list, names);
    return !faces_visit(add_interface, &local);
}

bool network_mac(const char *ip, char *text)
{
    FILE *table = fopen("/proc/net/arp", "re");
    char line[256], host[64], mac[64];
    bool found = false;

    while (table && !found && fgets(line, sizeof line, table))
        found = sscanf(line, "%63s %*s %*s %63s", host, mac) == 2 && strcmp(host, ip) == 0 &&
                strlen(mac) == 17 && strcmp(mac, "00:00:00:00:00:00") != 0;
    if (table)
        fclose(table);
    if (found)
        strcpy(text, mac);
    return found;
}
