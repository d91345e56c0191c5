// Accepts connections.
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "address.h"
#include "listener.h"

enum {
    BACKLOG = 1024,
    ACCEPTS_A_ROUND =
        8 // few, so that clients which are gone already leave before the next ones come
};

static void welcome(struct unit *u, int fd, const struct sockaddr_storage *from)
{
    char peer[CFG_PEER_MAX];
    struct link link = { .kind = address_is_loopback(from) ? LINK_LOOPBACK : LINK_REMOTE,
                         .peer = peer,
                         .peer_hash = address_hash(from) };

    address_text(from, true, peer, sizeof peer);
    if (!conn_open(&u->process->loop, u, CONN_SOCKET, fd, fd, &link))
        close(fd);
}

// No descriptor is left: tell the next client so with the one kept for this.
static void turn_away(struct unit *u)
{
    static const char words[] = "Connection is busy. Bye!\n";

    close(u->process->spare_fd);
    int fd = accept4(u->listener.fd, 0, 0, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
        (void)!send(fd, words, sizeof words - 1, MSG_NOSIGNAL);
        close(fd);
    }
    u->process->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void accept_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct unit *u = (struct unit *)((char *)w - offsetof(struct unit, listener));

    (void)events;
    node_time(&u->node, l->clock_ms, l->wall_ms);
    for (int i = 0; i < ACCEPTS_A_ROUND && w->fd >= 0; i++) {
        struct sockaddr_storage from;
        socklen_t len = sizeof from;
        int fd = accept4(w->fd, (struct sockaddr *)&from, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0)
            welcome(u, fd, &from);
        else if (errno == EMFILE || errno == ENFILE)
            turn_away(u);
        else if (errno != EINTR && errno != ECONNABORTED)
            break;
    }
    unit_after(u);
}

int listener_open(struct unit *u, const struct sockaddr_storage *want)
{
    socklen_t len =
        want->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    int fd = socket(want->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    socklen_t bound_len = sizeof u->bound;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); // accepted sockets inherit it
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    if (bind(fd, (const struct sockaddr *)want, len) || listen(fd, BACKLOG)) {
        int err = errno;
        close(fd);
        errno = err;
        return -1;
    }
    listener_close(u);
    u->listener = (struct watch){ fd, accept_ready };
    getsockname(fd, (struct sockaddr *)&u->bound, &bound_len);
    return loop_add(&u->process->loop, &u->listener, EPOLLIN);
}

void listener_close(struct unit *u)
{
    if (u->listener.fd < 0)
        return;
    loop_remove(&u->process->loop, &u->listener);
    close(u->listener.fd);
    u->listener.fd = -1;
}
