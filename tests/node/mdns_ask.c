// mdns_ask NAME...: looks for each name with the node's own resolver, on a loop of its own, and
// prints "NAME ADDRESS" or "NAME nobody". Names are asked for one after the other, so the second of
// two equal ones comes out of what is known: then "known" stands behind it.
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include "mdns.h"

enum { TIMEOUT_MS = 3000 };

struct answer {
    uint32_t address;
    int is_there;
};

static void found(void *ctx, uint32_t address)
{
    *(struct answer *)ctx = (struct answer){ address, 1 };
}

static void look_for(struct mdns *m, struct loop *l, const char *name)
{
    struct answer a = { 0 };

    int err = mdns_resolve(m, name, found, &a, TIMEOUT_MS);
    int is_known = a.is_there;
    while (!err && !a.is_there && !loop_round(l, -1))
        ;
    struct in_addr ip = { htonl(a.address) };
    printf("%s %s%s\n", name,
           err         ? "refused"
           : a.address ? inet_ntoa(ip)
                       : "nobody",
           is_known ? " known" : "");
}

int main(int argc, char **argv)
{
    struct loop l;
    struct mdns m;

    if (loop_init(&l) || mdns_open(&m, &l)) {
        perror("mdns_ask");
        return 1;
    }
    for (int i = 1; i < argc; i++)
        look_for(&m, &l, argv[i]);
    mdns_close(&m);
    loop_free(&l);
    return 0;
}
