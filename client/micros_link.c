// One non-blocking TCP connection with its conversation.
#include "micros_link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
        // Commands and answers are small; waiting to fill a segment would cost 40 ms each.
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
        if (connect(fd, to->ai_addr, to->ai_addrlen) == 0 || errno == EINPROGRESS) {
            link->fd = fd;
            link->is_connecting = true;
            return;
        }
        close(fd);
    }
    micros_talk_end(&link->talk, why);
}

void micros_link_open(struct micros_link *link, const char *host, uint16_t port)
{
    char service[8];
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
    *link = (struct micros_link){ .fd = -1 };
    micros_talk_start(&link->talk);
    link->sent_us = link->heard_us = micros_link_now_us();
    snprintf(service, sizeof service, "%u", (unsigned)port);
    if (getaddrinfo(host, service, &hints, &link->found) != 0) {
        link->found = NULL;
        micros_talk_end(&link->talk, MICROS_UNREACHABLE);
        return;
    }
    link->next = link->found;
    connect_next(link);
}

bool micros_link_wants_write(const struct micros_link *link)
{
    return link->is_connecting || link->out_sent < link->out_len;
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
    return true;
}

static void write_some(struct micros_link *link)
{
    while (link->out_sent < link->out_len) {
        ssize_t n = send(link->fd, link->out + link->out_sent, link->out_len - link->out_sent,
                         MSG_NOSIGNAL);
        if (n < 0) {
            // The reason, perhaps with last words of the node, shows when reading.
            if (errno != EAGAIN && errno != EINTR)
                link->out_sent = link->out_len;
            return;
        }
        link->out_sent += (size_t)n;
    }
}

static void read_some(struct micros_link *link)
{
    char buffer[16384];
    ssize_t n = recv(link->fd, buffer, sizeof buffer, 0);
    if (n > 0) {
        link->heard_us = micros_link_now_us();
        micros_talk_feed(&link->talk, buffer, (size_t)n);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        micros_talk_closed(&link->talk);
    }
}

void micros_link_step(struct micros_link *link)
{
    if (link->fd < 0 || (link->is_connecting && !finish_connecting(link)))
        return;
    write_some(link);
    read_some(link);
}

void micros_link_send(struct micros_link *link, const char *line, bool is_login)
{
    size_t len = strlen(line);
    char *out = malloc(len + 1);
    if (!out) {
        micros_talk_end(&link->talk, MICROS_NO_MEMORY);
        return;
    }
    memcpy(out, line, len);
    out[len] = '\n';
    if (link->out)
        explicit_bzero(link->out, link->out_len);
    free(link->out);
    link->out = out;
    link->out_len = len + 1;
    link->out_sent = 0;
    link->sent_us = micros_link_now_us();
    micros_talk_sent(&link->talk, line, is_login);
    write_some(link);
}

int micros_link_grace_ms(const struct micros_link *link, int64_t now_us)
{
    if (link->talk.grace_ms < 0)
        return -1;
    int64_t left = link->talk.grace_ms - (now_us - link->heard_us) / 1000;
    return left > 0 ? (int)left : 0;
}

void micros_link_close(struct micros_link *link)
{
    drop_socket(link);
    if (link->found)
        freeaddrinfo(link->found);
    if (link->out)
        explicit_bzero(link->out, link->out_len);
    free(link->out);
    link->found = link->next = NULL;
    link->out = NULL;
    micros_talk_free(&link->talk);
}
