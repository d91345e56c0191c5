// Connects to another host.
#include "posix/dialer.h"
#include "posix/address.h"
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static void speak_from(const struct dialer *d, int fd, sa_family_t family)
{
    if (!d->from)
        return;
    struct sockaddr_storage own = *d->from;
    address_set_port(&own, 0);
    if (own.ss_family == family && !address_is_any(&own))
        (void)bind(fd, (const struct sockaddr *)&own, sizeof own);
}

int dialer_connect(struct dialer *d, const struct sockaddr_storage *to)
{
    int fd = socket(to->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;

    if (fd < 0)
        return errno;
    d->watch.fd = fd;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); // commands are small writes
    speak_from(d, fd, to->ss_family);
    if ((!connect(fd, (const struct sockaddr *)to, sizeof *to) || errno == EINPROGRESS) &&
        !loop_add(d->loop, &d->watch, EPOLLOUT))
        return 0;
    int err = errno;
    close(fd);
    d->watch.fd = -1;
    return err;
}

// Hands over the descriptor, so the loop must not wait for it any more.
static void connect_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct dialer *d = LOOP_OWNER(struct dialer, watch, w);
    int fd = w->fd, err = 0;
    socklen_t len = sizeof err;

    (void)events;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len))
        err = errno;
    if (err) {
        loop_close(l, w);
        d->done(d, -1, err);
        return;
    }
    loop_remove(l, w);
    w->fd = -1;
    d->done(d, fd, 0);
}

static void found(struct resolver *r, const struct sockaddr_storage *address)
{
    struct dialer *d = LOOP_OWNER(struct dialer, resolver, r);
    int err = address ? dialer_connect(d, address) : ENOENT;

    if (err)
        d->done(d, -1, err);
}

int dialer_find(struct dialer *d, const char *host, uint16_t port)
{
    struct sockaddr_storage address;
    int is_known = resolver_find(&d->resolver, host, port, &address);

    if (is_known < 0)
        return ENOENT;
    return is_known ? dialer_connect(d, &address) : 0;
}

bool dialer_is_looking(const struct dialer *d)
{
    return d->resolver.watch.fd >= 0;
}

void dialer_cancel(struct dialer *d)
{
    resolver_cancel(&d->resolver);
    loop_close(d->loop, &d->watch);
}

void dialer_init(struct dialer *d, struct loop *l, const struct sockaddr_storage *from,
                 void (*done)(struct dialer *d, int fd, int why))
{
    *d = (struct dialer){ .watch = { -1, connect_ready }, .loop = l, .from = from, .done = done };
    resolver_init(&d->resolver, l, found);
}
