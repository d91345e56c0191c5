// Finds the addresses of names without holding the loop up.
#ifndef POSIX_RESOLVER_H
#define POSIX_RESOLVER_H

#include <netinet/in.h>
#include "posix/loop.h"

struct resolver {
    struct watch watch; // fd -1: it looks for nothing
    struct loop *loop;
    // NULL: there is no such name, or nobody who knows.
    void (*found)(struct resolver *r, const struct sockaddr_storage *address);
};

void resolver_init(struct resolver *r, struct loop *l,
                   void (*found)(struct resolver *r, const struct sockaddr_storage *address));

// Looks for the address of a host. 1: it is in digits, and *address is set; 0: `found` will be
// called by the loop, once; -1: it cannot be looked for. A search that goes on is given up.
int resolver_find(struct resolver *r, const char *host, uint16_t port,
                  struct sockaddr_storage *address);

void resolver_cancel(struct resolver *r); // `found` is not called any more

#endif
