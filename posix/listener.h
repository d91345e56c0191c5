// A listening TCP socket.
#ifndef POSIX_LISTENER_H
#define POSIX_LISTENER_H

#include "posix/loop.h"
#include <netinet/in.h>

struct listener;

struct listener_ops {
    // Somebody has connected: the descriptor, which never waits, is the callee's.
    void (*accepted)(struct listener *l, int fd, const struct sockaddr_storage *from);
    const char *busy; // what those are told for whom there is no descriptor
};

// The owner embeds it, with loop and ops set and watch.fd -1.
struct listener {
    struct watch watch; // fd -1: it does not listen
    struct sockaddr_storage bound;
    struct loop *loop;
    const struct listener_ops *ops;
};

// Listens at `want`; on success a former socket is closed. 0 or -1 with errno.
int listener_open(struct listener *l, const struct sockaddr_storage *want);

// Whether it could be listened at `want`: 0, or -1 with errno. Nobody is listened to.
int listener_try(const struct sockaddr_storage *want);

void listener_close(struct listener *l);

#endif
