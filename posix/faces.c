// Reads the IPv4 addresses of the network interfaces.
#include "posix/faces.h"
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint32_t faces_native_order(const struct sockaddr *a)
{
    return ntohl(((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr);
}

int faces_visit(bool (*take)(void *ctx, const struct face_report *report), void *ctx)
{
    struct ifaddrs *all;
    bool ok = true;

    if (getifaddrs(&all))
        return -1;
    for (const struct ifaddrs *at = all; ok && at; at = at->ifa_next) {
        if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET || !at->ifa_netmask)
            continue;
        const struct face_report report = { at->ifa_name, at->ifa_flags,
                                            faces_native_order(at->ifa_addr),
                                            faces_native_order(at->ifa_netmask) };
        ok = take(ctx, &report);
    }
    freeifaddrs(all);
    return ok ? 0 : -1;
}

static bool is_wireless(const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "/sys/class/net/%.*s/wireless", IFNAMSIZ, name);
    return !access(path, F_OK);
}

// The faces found so far while the system is read.
struct reading {
    struct faces faces;
    unsigned n_numbers, most;
};

static bool faces_add(void *ctx, const struct face_report *r)
{
    struct reading *now = ctx;
    struct faces *f = &now->faces;
    unsigned need = IFF_UP | IFF_RUNNING | IFF_MULTICAST;

    if ((r->flags & need) != need || r->flags & IFF_LOOPBACK)
        return true;
    int index = (int)if_nametoindex(r->name);
    const struct face *first = faces_by_index(f, index);
    if (!index || (!first && now->n_numbers == now->most))
        return true;
    struct face *items = realloc(f->items, (f->n + 1) * sizeof *items);
    if (!items)
        return false;
    f->items = items;
    first = faces_by_index(f, index);
    struct face *new = &items[f->n++];
    memset(new, 0, sizeof *new); // faces are compared as bytes
    new->address = r->address;
    new->mask = r->mask;
    new->index = index;
    new->is_first = !first;
    new->number = first ? first->number : now->n_numbers++;
    new->is_wireless = first ? first->is_wireless : is_wireless(r->name);
    return true;
}

static bool list_addresses(struct faces *f)
{
    f->addresses = calloc(f->n + 1, sizeof *f->addresses);
    for (size_t i = 0; f->addresses && i < f->n; i++)
        f->addresses[i] = f->items[i].address;
    return f->addresses;
}

int faces_read(struct faces *f, unsigned most)
{
    struct reading reading = { .most = most };
    struct faces *now = &reading.faces;

    if (faces_visit(faces_add, &reading) || !list_addresses(now)) {
        faces_free(now);
        return -1;
    }
    bool same =
        now->n == f->n && (!now->n || !memcmp(now->items, f->items, now->n * sizeof *now->items));
    faces_free(f);
    *f = *now;
    return !same;
}

const struct face *faces_by_address(const struct faces *f, uint32_t address)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].address == address)
            return &f->items[i];
    return NULL;
}

const struct face *faces_by_index(const struct faces *f, int index)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].index == index)
            return &f->items[i];
    return NULL;
}

bool faces_is_on_link(const struct faces *f, int index, uint32_t address)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->items[i].index == index && !((f->items[i].address ^ address) & f->items[i].mask))
            return true;
    return false;
}

void faces_free(struct faces *f)
{
    free(f->items);
    free(f->addresses);
    *f = (struct faces){ 0 };
}
