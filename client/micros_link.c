// One non-blocking TCP connection with its conversation.
#include "micros_link.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t micros_link_now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void drop_socket(struct micros_link *link)
{
    if (link->fd >= 0)
        close(link->fd);
    link->fd = -1;
}

// Tries the addresses in turn until one is under way; ends the talk when none is left.
static void connect_next(struct micros_link *link)
{
    enum micros_result why = MICROS_UNREACHABLE;

    drop_socket(link);
    while (link->next) {
        const struct addrinfo *to = link->next;
        link->next = to->ai_next;
        int fd = socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            why = MICROS_SYSTEM;
            continue;
        }
        // Commands and answers are small; waiting to fill a segment would cost 40 ms for each.
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
        if (connect(fd, to->ai_addr, to->ai_addrlen) == 0 || errno == EINPROGRESS) {
            link->fd = fd;
            link->is_connecting = true;
            return;
        }
        close(fd);
    }
    micros_conversation_fail(&link->conversation, why);
}

void micros_link_open(struct micros_link *link, const char *host, uint16_t port, int timeout_ms,
                      const struct micros_trust *trust)
{
    char service[8];
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };

    *link = (struct micros_link){ .fd = -1 };
    micros_conversation_start(&link->conversation, timeout_ms, micros_link_now_us());
    if (trust)
        micros_conversation_trust(&link->conversation, trust);
    snprintf(service, sizeof service, "%u", (unsigned)port);
    int err = getaddrinfo(host, service, &hints, &link->found);
    if (err) {
        link->found = NULL;
        micros_conversation_fail(&link->conversation,
                                 err == EAI_MEMORY ? MICROS_NO_MEMORY : MICROS_UNREACHABLE);
        return;
    }
    link->next = link->found;
    connect_next(link);
}

bool micros_link_wants_write(const struct micros_link *link)
{
    return link->is_connecting || micros_conversation_wants_write(&link->conversation);
}

// True once connected.
static bool finish_connecting(struct micros_link *link)
{
    int err = 0;
    socklen_t size = sizeof err;
    struct sockaddr_storage peer;
    socklen_t peer_size = sizeof peer;

    getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &err, &size);
    if (err) {
        connect_next(link);
        return false;
    }
    if (getpeername(link->fd, (struct sockaddr *)&peer, &peer_size) != 0)
        return false; // not yet
    link->is_connecting = false;
    micros_conversation_restart(&link->conversation, micros_link_now_us());
    return true;
}

void micros_link_write(struct micros_link *link)
{
    const char *bytes;
    size_t n;

    while ((bytes = micros_conversation_output(&link->conversation, &n))) {
        ssize_t sent = send(link->fd, bytes, n, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        // Reading shows the reason, perhaps with last words of the node.
        micros_conversation_sent(&link->conversation, sent < 0 ? n : (size_t)sent);
    }
}

static void read_some(struct micros_link *link)
{
    char buffer[16384];
    ssize_t n = recv(link->fd, buffer, sizeof buffer, 0);

    if (n > 0)
        micros_conversation_take(&link->conversation, buffer, (size_t)n, micros_link_now_us());
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        micros_conversation_closed(&link->conversation, micros_link_now_us());
}

void micros_link_step(struct micros_link *link)
{
    if (link->fd < 0 || (link->is_connecting && !finish_connecting(link)))
        return;
    micros_link_write(link);
    read_some(link);
}

void micros_link_close(struct micros_link *link)
{
    drop_socket(link);
    if (link->found)
        freeaddrinfo(link->found);
    link->found = link->next = NULL;
    micros_conversation_clear(&link->conversation);
}
