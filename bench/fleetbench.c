// Says hello to many nodes on consecutive addresses, a limited number at a time. Prints one JSON
// line.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REPLY_MAX = 512, TIMEOUT_MS = 30000 };

static const char hello[] = "hello\n", reply_start[] = "hello:";

// One conversation: prompt, hello, reply with the next prompt.
struct talk {
    int fd; // -1: free
    bool asked;
    size_t len;
    char data[REPLY_MAX];
};

struct fleet {
    int epoll;
    uint32_t first; // address, native byte order
    uint16_t port;
    unsigned count, window, started, answered, failed, open;
    struct talk *talks;
};

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void end(struct fleet *f, struct talk *t, bool ok)
{
    close(t->fd);
    t->fd = -1;
    f->open--;
    *(ok ? &f->answered : &f->failed) += 1;
}

static void start_talk(struct fleet *f, struct talk *t)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons(f->port),
                             .sin_addr.s_addr = htonl(f->first + f->started) };
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = t };

    *t = (struct talk){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) };
    f->started++;
    f->open++;
    if (t->fd < 0 || (connect(t->fd, (struct sockaddr *)&a, sizeof a) && errno != EINPROGRESS) ||
        epoll_ctl(f->epoll, EPOLL_CTL_ADD, t->fd, &ev))
        end(f, t, false);
}

// A prompt ends in blanks after a dollar sign, and so does a complete reply.
static bool has_prompt(const struct talk *t)
{
    return t->len && t->data[t->len - 1] == ' ' && memrchr(t->data, '$', t->len);
}

static void go_on(struct fleet *f, struct talk *t)
{
    ssize_t n = recv(t->fd, t->data + t->len, sizeof t->data - t->len, 0);

    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        end(f, t, false);
        return;
    }
    t->len += (size_t)n;
    if (!has_prompt(t))
        return;
    if (t->asked) {
        end(f, t, !memcmp(t->data, reply_start, sizeof reply_start - 1));
        return;
    }
    t->asked = true;
    t->len = 0;
    if (send(t->fd, hello, sizeof hello - 1, MSG_NOSIGNAL) != sizeof hello - 1)
        end(f, t, false);
}

static void run(struct fleet *f)
{
    struct epoll_event got[256];

    while (f->started < f->count || f->open) {
        for (unsigned i = 0; i < f->window && f->started < f->count; i++)
            if (f->talks[i].fd < 0)
                start_talk(f, &f->talks[i]);
        int n = f->open ? epoll_wait(f->epoll, got, 256, TIMEOUT_MS) : 0;
        if (f->open && n <= 0) {
            f->failed += f->open + f->count - f->started;
            return;
        }
        for (int i = 0; i < n; i++)
            go_on(f, got[i].data.ptr);
    }
}

int main(int argc, char **argv)
{
    struct in_addr first;
    struct fleet f = { .window = 64, .epoll = epoll_create1(EPOLL_CLOEXEC) };

    if (argc != 4 || inet_pton(AF_INET, argv[1], &first) != 1 || ntohl(first.s_addr) >> 24 != 127) {
        fprintf(stderr,
                "usage: fleetbench ADDRESS PORT COUNT    the first of COUNT loopback addresses\n");
        return 2;
    }
    f.first = ntohl(first.s_addr);
    f.port = (uint16_t)strtoul(argv[2], NULL, 10);
    f.count = (unsigned)strtoul(argv[3], NULL, 10);
    f.talks = calloc(f.window, sizeof *f.talks);
    if (!f.talks || f.epoll < 0)
        return 1;
    for (unsigned i = 0; i < f.window; i++)
        f.talks[i].fd = -1;
    double start = now_s();
    run(&f);
    printf("{\"nodes\": %u, \"answered\": %u, \"failed\": %u, \"seconds\": %.3f}\n", f.count,
           f.answered, f.failed, now_s() - start);
    free(f.talks);
    return f.answered == f.count ? 0 : 1;
}
