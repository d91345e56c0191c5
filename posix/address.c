// Functions on socket addresses.
#include "posix/address.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

void address_text(const struct sockaddr_storage *a, bool with_port, char *text, size_t cap)
{
    char host[INET6_ADDRSTRLEN] = "";
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)a;
    bool is_v6 = a->ss_family == AF_INET6;

    if (is_v6)
        inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof host);
    else
        inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
    if (with_port)
        snprintf(text, cap, is_v6 ? "[%s]:%u" : "%s:%u", host, address_port(a));
    else
        snprintf(text, cap, "%s", host);
}

uint16_t address_port(const struct sockaddr_storage *a)
{
    return ntohs(a->ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)a)->sin6_port
                                          : ((const struct sockaddr_in *)a)->sin_port);
}

void address_set_port(struct sockaddr_storage *a, uint16_t port)
{
    if (a->ss_family == AF_INET6)
        ((struct sockaddr_in6 *)a)->sin6_port = htons(port);
    else
        ((struct sockaddr_in *)a)->sin_port = htons(port);
}

struct sockaddr_storage address_plus(const struct sockaddr_storage *a, unsigned steps)
{
    struct sockaddr_storage sum = *a;

    if (a->ss_family == AF_INET6) {
        struct in6_addr *v6 = &((struct sockaddr_in6 *)&sum)->sin6_addr;
        for (int i = 15; i >= 0 && steps; i--) {
            steps += v6->s6_addr[i];
            v6->s6_addr[i] = (uint8_t)steps;
            steps >>= 8;
        }
    } else {
        struct in_addr *v4 = &((struct sockaddr_in *)&sum)->sin_addr;
        v4->s_addr = htonl(ntohl(v4->s_addr) + steps);
    }
    return sum;
}

bool address_is_any(const struct sockaddr_storage *a)
{
    if (a->ss_family == AF_INET6)
        return IN6_IS_ADDR_UNSPECIFIED(&((const struct sockaddr_in6 *)a)->sin6_addr);
    return ((const struct sockaddr_in *)a)->sin_addr.s_addr == htonl(INADDR_ANY);
}

void address_own(const struct sockaddr_storage *a, char *text, size_t cap)
{
    struct ifaddrs *all = NULL;

    address_text(a, false, text, cap);
    if (!address_is_any(a))
        return;
    snprintf(text, cap, "127.0.0.1");
    if (getifaddrs(&all))
        return;
    for (const struct ifaddrs *i = all; i; i = i->ifa_next) {
        if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET || i->ifa_flags & IFF_LOOPBACK)
            continue;
        address_text((const struct sockaddr_storage *)(const void *)i->ifa_addr, false, text, cap);
        break;
    }
    freeifaddrs(all);
}

uint32_t address_hash(const struct sockaddr_storage *a)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)a;
    const uint8_t *p = (const uint8_t *)&v4->sin_addr;
    int len = 4;
    uint32_t h = 2166136261u; // FNV-1a

    if (a->ss_family == AF_INET6) {
        bool is_mapped = IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr);
        p = v6->sin6_addr.s6_addr + (is_mapped ? 12 : 0);
        len = is_mapped ? 4 : 8;
    }
    while (len--)
        h = (h ^ *p++) * 16777619u;
    return h;
}

bool address_is_loopback(const struct sockaddr_storage *a)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)a;

    if (a->ss_family == AF_INET)
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
        return v6->sin6_addr.s6_addr[12] == 127;
    return IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

// The IPv4 address in an address, also one inside an IPv6 address; or NULL.
static const void *ipv4_of(const void *address)
{
    const struct sockaddr_storage *a = address;
    const struct sockaddr_in6 *v6 = address;

    if (a->ss_family == AF_INET)
        return &((const struct sockaddr_in *)address)->sin_addr;
    bool is_mapped = a->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr);
    return is_mapped ? v6->sin6_addr.s6_addr + 12 : NULL;
}

static bool is_same_ipv6(const void *one, const void *other)
{
    const struct sockaddr_in6 *a = one, *b = other;

    if (a->sin6_family != AF_INET6 || b->sin6_family != AF_INET6 ||
        memcmp(&a->sin6_addr, &b->sin6_addr, sizeof a->sin6_addr) != 0)
        return false;
    // Equal link-local addresses on two links belong to different computers.
    return !IN6_IS_ADDR_LINKLOCAL(&a->sin6_addr) || a->sin6_scope_id == b->sin6_scope_id;
}

bool address_is_among(const struct sockaddr_storage *a, const struct ifaddrs *all)
{
    const void *wanted = ipv4_of(a);

    for (const struct ifaddrs *i = all; i; i = i->ifa_next) {
        if (!i->ifa_addr || !(i->ifa_flags & IFF_UP))
            continue;
        const void *v4 = i->ifa_addr->sa_family == AF_INET ? ipv4_of(i->ifa_addr) : NULL;
        bool is_same = wanted ? v4 && memcmp(wanted, v4, sizeof(struct in_addr)) == 0
                              : is_same_ipv6(a, i->ifa_addr);
        if (is_same)
            return true;
    }
    return false;
}

bool address_is_local(const struct sockaddr_storage *a)
{
    struct ifaddrs *all;

    if (address_is_loopback(a))
        return true;
    if (getifaddrs(&all))
        return false;
    bool is_own = address_is_among(a, all);
    freeifaddrs(all);
    return is_own;
}
