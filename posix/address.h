// Socket addresses: as text, counted up, told apart.
#ifndef POSIX_ADDRESS_H
#define POSIX_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// "127.0.0.1" or "::1"; with the port "127.0.0.1:9008" or "[::1]:9008".
void address_text(const struct sockaddr_storage *a, bool with_port, char *text, size_t cap);

uint16_t address_port(const struct sockaddr_storage *a);
void address_set_port(struct sockaddr_storage *a, uint16_t port);

// The address `steps` after this one.
struct sockaddr_storage address_plus(const struct sockaddr_storage *a, unsigned steps);

// What others call a node that listens here: the address itself, or for "any" the host's first one.
void address_own(const struct sockaddr_storage *a, char *text, size_t cap);

bool address_is_any(const struct sockaddr_storage *a); // 0.0.0.0 or ::
bool address_is_loopback(const struct sockaddr_storage *a);

// True for the loopback and for every address of an interface that is up: who calls from there runs
// on this computer, in this network namespace, or was forwarded by a program here. Linux takes no
// packet from outside that claims to come from an address of its own. Asks the system anew.
bool address_is_local(const struct sockaddr_storage *a);

// Whether it is among these addresses, as getifaddrs lists them.
struct ifaddrs;
bool address_is_among(const struct sockaddr_storage *a, const struct ifaddrs *all);

// The same for all that one client can call itself: an IPv4 address, the /64 of an IPv6 address.
uint32_t address_hash(const struct sockaddr_storage *a);

#endif
