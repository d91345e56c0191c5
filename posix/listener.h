// A listening TCP socket.
#ifndef POSIX_LISTENER_H
#define POSIX_LISTENER_H

#include "posix/loop.h"
#include <netinet/in.h>

struct listener;

struct listener_ops {
    // A client has connected. The descriptor is non-blocking and belongs to the callee.
    void (*accepted)(struct listener *l, int fd, const struct sockaddr_storage *from);
    const char *busy; // sent to clients for whom no descriptor is left
};

// Embed it, with loop and ops set and watch.fd -1.
struct listener {
    struct watch watch; // fd -1: not listening
    struct sockaddr_storage bound;
    struct loop *loop;
    const struct listener_ops *ops;
};

// Listens at `want`. On success an earlier socket is closed. Returns 0, or -1 with errno.
int listener_open(struct listener *l, const struct sockaddr_storage *want);

// Tests whether listening at `want` is possible, without doing so. Returns 0, or -1 with errno.
int listener_try(const struct sockaddr_storage *want);

void listener_close(struct listener *l);

#endif
