// The least that a line shell can do: a prompt, and each line back with the prompt. It shows what
// this machine, its kernel and the load generator allow; the node is compared with it. Clients that
// fall behind are dropped.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUF = 8192, EVENTS = 256, BACKLOG = 4096 };

struct conn {
    int fd, closing;
    size_t in_len, out_len, out_off;
    char in[BUF], out[2 * BUF];
};

static const char *prompt = "echo $ ";
static size_t prompt_len;
static int ep;

static void drop(struct conn *c)
{
    close(c->fd);
    free(c);
}

static int put(struct conn *c, const char *s, size_t n)
{
    if (c->out_len + n > sizeof c->out)
        return -1;
    memcpy(c->out + c->out_len, s, n);
    c->out_len += n;
    return 0;
}

// Sends what is pending; asks for EPOLLOUT only while something is left.
static int flush(struct conn *c)
{
    while (c->out_off < c->out_len) {
        ssize_t n = send(c->fd, c->out + c->out_off, c->out_len - c->out_off, MSG_NOSIGNAL);
        if (n > 0) {
            c->out_off += (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            struct epoll_event ev = { .events = EPOLLOUT, .data.ptr = c };
            return epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
        } else if (n == 0 || errno != EINTR) {
            return -1;
        }
    }
    c->out_len = c->out_off = 0;
    return c->closing ? -1 : 0;
}

// Answers every whole line in the input buffer.
static int lines(struct conn *c)
{
    char *at = c->in, *end = c->in + c->in_len, *nl;

    while (!c->closing && (nl = memchr(at, '\n', (size_t)(end - at)))) {
        size_t n = (size_t)(nl - at);
        if (n && at[n - 1] == '\r')
            n--;
        c->closing = n == 4 && !memcmp(at, "exit", 4);
        if (c->closing ? put(c, "Bye!\n", 5)
                       : put(c, at, n) || put(c, "\n", 1) || put(c, prompt, prompt_len))
            return -1;
        at = nl + 1;
    }
    c->in_len = (size_t)(end - at);
    memmove(c->in, at, c->in_len);
    return c->in_len == sizeof c->in ? -1 : 0;
}

static void serve(struct conn *c, unsigned events)
{
    if (events & EPOLLOUT) {
        struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
        if (epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev) || flush(c))
            drop(c);
        return;
    }
    ssize_t n = recv(c->fd, c->in + c->in_len, sizeof c->in - c->in_len, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        drop(c);
        return;
    }
    c->in_len += (size_t)n;
    if (lines(c) || flush(c))
        drop(c);
}

static void greet(int listener)
{
    int fd, one = 1;

    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct conn *c = malloc(sizeof *c);
        if (!c) {
            close(fd);
            continue;
        }
        c->fd = fd;
        c->closing = 0;
        c->in_len = c->out_len = c->out_off = 0;
        struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) || put(c, prompt, prompt_len) || flush(c))
            drop(c);
    }
}

static int open_listener(unsigned short port)
{
    struct sockaddr_in addr = { .sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                .sin_port = htons(port) };
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = NULL };
    socklen_t len = sizeof addr;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) ||
        bind(fd, (struct sockaddr *)&addr, sizeof addr) || listen(fd, BACKLOG) ||
        getsockname(fd, (struct sockaddr *)&addr, &len) ||
        (ep = epoll_create1(EPOLL_CLOEXEC)) < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev))
        return -1;
    printf("listening on 127.0.0.1:%u\n", ntohs(addr.sin_port));
    fflush(stdout);
    return fd;
}

static void run(int listener)
{
    struct epoll_event got[EVENTS];

    for (;;) {
        int n = epoll_wait(ep, got, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (got[i].data.ptr)
                serve(got[i].data.ptr, got[i].events);
            else
                greet(listener);
        }
    }
}

int main(int argc, char **argv)
{
    struct rlimit lim;
    char *end = NULL;
    unsigned long port = argc > 1 ? strtoul(argv[1], &end, 10) : 0;

    if (argc > 3 || port > 65535 || (end && (*end || end == argv[1]))) {
        fprintf(stderr,
                "usage: echo_limit [PORT [PROMPT]]    on 127.0.0.1; port 0 picks a free one\n");
        return 2;
    }
    prompt = argc > 2 ? argv[2] : prompt;
    prompt_len = strlen(prompt);
    if (prompt_len > BUF) {
        fprintf(stderr, "echo_limit: the prompt is too long\n");
        return 2;
    }
    if (!getrlimit(RLIMIT_NOFILE, &lim)) {
        lim.rlim_cur = lim.rlim_max;
        setrlimit(RLIMIT_NOFILE, &lim);
    }
    signal(SIGPIPE, SIG_IGN);
    int listener = open_listener((unsigned short)port);
    if (listener < 0) {
        perror("echo_limit");
        return 1;
    }
    run(listener);
}
