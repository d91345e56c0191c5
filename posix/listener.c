// Accepts connections.
#include "posix/listener.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BACKLOG = 1024,
    ACCEPTS_A_ROUND =
        8 // few, so that clients which are gone already leave before the next ones come
};

// A reserved descriptor. When no descriptor is left, it is closed to accept a client and tell it.
// There is one per process, because the limit applies to the process.
static int spare_fd = -1;

static void keep_spare(void)
{
    if (spare_fd < 0)
        spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void listener_turn_away(const struct listener *l)
{
    if (spare_fd >= 0)
        close(spare_fd);
    spare_fd = -1;
    int fd = accept4(l->watch.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd >= 0) {
        (void)!send(fd, l->ops->busy, strlen(l->ops->busy), MSG_NOSIGNAL);
        close(fd);
    }
    keep_spare();
}

static void accept_ready(struct loop *loop, struct watch *w, uint32_t events)
{
    struct listener *l = LOOP_OWNER(struct listener, watch, w);

    (void)loop;
    (void)events;
    for (int i = 0; i < ACCEPTS_A_ROUND && w->fd >= 0; i++) {
        struct sockaddr_storage from;
        socklen_t len = sizeof from;
        int fd = accept4(w->fd, (struct sockaddr *)&from, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0)
            l->ops->accepted(l, fd, &from);
        else if (errno == EMFILE || errno == ENFILE)
            listener_turn_away(l);
        else if (errno != EINTR && errno != ECONNABORTED)
            break;
    }
}

static int listener_open_socket(const struct sockaddr_storage *want)
{
    socklen_t len =
        want->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    int fd = socket(want->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); // accepted sockets inherit it
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    if (!bind(fd, (const struct sockaddr *)want, len) && !listen(fd, BACKLOG))
        return fd;
    int err = errno;
    close(fd);
    errno = err;
    return -1;
}

int listener_try(const struct sockaddr_storage *want)
{
    int fd = listener_open_socket(want);

    if (fd < 0)
        return -1;
    close(fd);
    return 0;
}

int listener_open(struct listener *l, const struct sockaddr_storage *want)
{
    int fd = listener_open_socket(want);
    socklen_t bound_len = sizeof l->bound;

    if (fd < 0)
        return -1;
    listener_close(l);
    keep_spare();
    l->watch = (struct watch){ fd, accept_ready };
    getsockname(fd, (struct sockaddr *)&l->bound, &bound_len);
    return loop_add(l->loop, &l->watch, EPOLLIN);
}

void listener_close(struct listener *l)
{
    loop_close(l->loop, &l->watch);
}
