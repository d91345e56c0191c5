// Resolves host names without blocking the loop.
#ifndef POSIX_RESOLVER_H
#define POSIX_RESOLVER_H

#include "posix/loop.h"
#include <netinet/in.h>

struct resolver {
    struct watch watch; // fd -1: not searching
    struct loop *loop;
    // NULL: the name does not exist, or nobody answered.
    void (*found)(struct resolver *r, const struct sockaddr_storage *address);
};

void resolver_init(struct resolver *r, struct loop *l,
                   void (*found)(struct resolver *r, const struct sockaddr_storage *address));

// Resolves a host. 1: it is a numeric address, and *address is set. 0: the loop will call `found`
// once. -1: it cannot be resolved. A search in progress is given up.
int resolver_find(struct resolver *r, const char *host, uint16_t port,
                  struct sockaddr_storage *address);

void resolver_cancel(struct resolver *r); // after this, `found` is not called

#endif
