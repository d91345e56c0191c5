// IPv4 networks to search: reading `10.0.1.0/24`, finding this computer's, and looking up MACs.
#ifndef NETWORK_H
#define NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct network {
    uint32_t base; // native byte order
    int bits;      // 0 to 32
};

struct network_list {
    struct network *items;
    size_t n;
};

// Reads ADDRESS/BITS, or ADDRESS alone for one host. False if it is neither.
bool network_parse(const char *text, struct network *network);

// How many addresses to ask, and the Nth of them, without network and broadcast addresses.
uint32_t network_size(const struct network *network);
uint32_t network_host(const struct network *network, uint32_t index);

// "10.0.1.0/24" or "10.0.1.7"; text must hold 20 bytes.
void network_write(const struct network *network, char *text);
void network_write_host(uint32_t host, char *text);

// Adds the networks in MICROS_NETWORK or, without it, of all interfaces that are up, but not the
// loopback. Those larger than a /20 are skipped with a message unless `all` is set. False if the
// system gives no list.
bool network_add_local(struct network_list *list, bool all);

// True when MICROS_NETWORK names networks.
bool network_is_named(void);

// True if all of them are on the loopback, where no node announces itself.
bool network_is_loopback(const struct network_list *list);

// True if this computer has a route to the network's addresses. Sends nothing.
bool network_has_route(const struct network *network);

void network_add(struct network_list *list, const struct network *network);

// The MAC that the system knows for a numeric IPv4 address; text must hold 18 bytes. False if none.
bool network_mac(const char *ip, char *text);

#endif
