// Where a node listens, as people and the device cache write it: `10.0.1.7`, `10.0.1.7:9010`,
// `[::1]:9010`.
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

struct address {
    char host[256];
    uint16_t port; // 0: none given
};

// False, leaving `address` alone, if the text cannot be an address.
bool address_parse(const char *text, struct address *address);

// True for a numeric IPv4 or IPv6 address.
bool address_is_numeric(const struct address *address);

// Writes it the way the cache does; the port is omitted when it is 0 or the usual one.
void address_write(const struct address *address, char *text, int size);

#endif
