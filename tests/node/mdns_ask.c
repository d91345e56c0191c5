// mdns_ask NAME...: looks for each name with the node's own resolver, on a loop of its own, and
// prints "NAME ADDRESS" or "NAME nobody". Names are asked for one after the other, so the second of
// two equal ones comes out of what is known: then "known" stands behind it.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>
#include "mdns.h"

enum { TIMEOUT_MS = 3000 };

struct answer {
    uint32_t address;
    int is_there;
};

int loop_add(struct loop *l, struct watch *w, uint32_t events)
{
    struct epoll_event ev = { .events = events, .data.ptr = w };

    return epoll_ctl(l->epoll, EPOLL_CTL_ADD, w->fd, &ev);
}

void loop_remove(struct loop *l, struct watch *w)
{
    epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->fd, 0);
}

static void read_clock(struct loop *l)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    l->clock_ms = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
    l->now_ms = (uint32_t)l->clock_ms;
}

static void found(void *ctx, uint32_t address)
{
    *(struct answer *)ctx = (struct answer){ address, 1 };
}

static void look_for(struct mdns *m, struct loop *l, const char *name)
{
    struct answer a = { 0 };
    struct epoll_event ev;

    read_clock(l);
    int err = mdns_resolve(m, name, found, &a, TIMEOUT_MS);
    int is_known = a.is_there;
    while (!err && !a.is_there) {
        if (epoll_wait(l->epoll, &ev, 1, -1) < 1)
            continue;
        read_clock(l);
        struct watch *w = ev.data.ptr;
        w->ready(l, w, ev.events);
    }
    struct in_addr ip = { htonl(a.address) };
    printf("%s %s%s\n", name,
           err         ? "refused"
           : a.address ? inet_ntoa(ip)
                       : "nobody",
           is_known ? " known" : "");
}

int main(int argc, char **argv)
{
    struct loop l = { .epoll = epoll_create1(EPOLL_CLOEXEC) };
    struct mdns m;

    read_clock(&l);
    if (mdns_open(&m, &l)) {
        perror("mdns_ask");
        return 1;
    }
    for (int i = 1; i < argc; i++)
        look_for(&m, &l, argv[i]);
    mdns_close(&m);
    close(l.epoll);
    return 0;
}
