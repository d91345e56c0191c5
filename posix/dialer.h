// Connects to another host without blocking the loop.
#ifndef POSIX_DIALER_H
#define POSIX_DIALER_H

#include "posix/loop.h"
#include "posix/resolver.h"
#include <netinet/in.h>

// Embed it, and cancel it before its memory goes.
struct dialer {
    struct watch watch; // the socket that connects; fd -1: none
    struct resolver resolver;
    struct loop *loop;
    const struct sockaddr_storage *from; // local address to use, without its port; NULL: any
    // Gives the connected socket, which the callee must close. Or fd is -1 and `why` is ENOENT for
    // an unknown name, or the error of connect. The loop calls it once for each start that
    // succeeded.
    void (*done)(struct dialer *d, int fd, int why);
};

void dialer_init(struct dialer *d, struct loop *l, const struct sockaddr_storage *from,
                 void (*done)(struct dialer *d, int fd, int why));

// Connects. Returns 0 or an errno value; after an error `done` is not called.
int dialer_connect(struct dialer *d, const struct sockaddr_storage *to);

// Resolves the host with the system's resolver and connects. Returns 0; ENOENT: it cannot be
// resolved; or another errno value.
int dialer_find(struct dialer *d, const char *host, uint16_t port);

bool dialer_is_looking(const struct dialer *d); // whether it is resolving a name

// After this, `done` is not called.
void dialer_cancel(struct dialer *d);

#endif
