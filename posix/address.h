// Socket addresses: converts them to text, counts them up, and classifies them.
#ifndef POSIX_ADDRESS_H
#define POSIX_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// "127.0.0.1" or "::1"; with the port: "127.0.0.1:9008" or "[::1]:9008".
void address_text(const struct sockaddr_storage *a, bool with_port, char *text, size_t cap);

uint16_t address_port(const struct sockaddr_storage *a);
void address_set_port(struct sockaddr_storage *a, uint16_t port);

// The address that is `steps` above this one.
struct sockaddr_storage address_plus(const struct sockaddr_storage *a, unsigned steps);

// The address by which others reach a node that listens here: the address itself, or the host's
// first one for "any".
void address_own(const struct sockaddr_storage *a, char *text, size_t cap);

bool address_is_any(const struct sockaddr_storage *a); // 0.0.0.0 or ::
bool address_is_loopback(const struct sockaddr_storage *a);

// True for the loopback and for every address of an interface that is up. A client with such an
// address runs on this computer, in this network namespace, or is forwarded by a program here.
// Linux drops packets from outside that claim one of its own addresses. Asks the system each time.
bool address_is_local(const struct sockaddr_storage *a);

// Whether it is in this list from getifaddrs.
struct ifaddrs;
bool address_is_among(const struct sockaddr_storage *a, const struct ifaddrs *all);

// A hash that is equal for all addresses of one client: an IPv4 address, or the /64 of an IPv6
// address.
uint32_t address_hash(const struct sockaddr_storage *a);

#endif
