// Connects to another host without holding the loop up.
#ifndef POSIX_DIALER_H
#define POSIX_DIALER_H

#include <netinet/in.h>
#include "posix/loop.h"
#include "posix/resolver.h"

// The owner embeds it, and cancels it before it goes.
struct dialer {
    struct watch watch; // the socket that connects; fd -1: none
    struct resolver resolver;
    struct loop *loop;
    const struct sockaddr_storage *from; // the address to speak from, its port aside; NULL: any
    // The connected socket, which is the callee's; or -1: `why` is ENOENT if nobody knows the name,
    // or what connect said. Called once for each start that succeeded, by the loop.
    void (*done)(struct dialer *d, int fd, int why);
};

void dialer_init(struct dialer *d, struct loop *l, const struct sockaddr_storage *from,
                 void (*done)(struct dialer *d, int fd, int why));

// Connects. 0, or an error as errno has it; then `done` is not called.
int dialer_connect(struct dialer *d, const struct sockaddr_storage *to);

// Looks for the host with the system's resolver and connects. 0; ENOENT: it cannot be looked for;
// or another error as errno has it.
int dialer_find(struct dialer *d, const char *host, uint16_t port);

bool dialer_is_looking(const struct dialer *d); // for a name

// `done` is not called any more.
void dialer_cancel(struct dialer *d);

#endif
