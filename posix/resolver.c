// Resolves names with getaddrinfo on a thread that ends after its answer. getaddrinfo_a is not
// used: it exists in glibc only, starts threads too, and reports its end by a signal or one more
// thread. The two threads share only a pipe. The answer is shorter than PIPE_BUF, so it is written
// in one piece. If nobody waits any more, the other end is closed.
#include "posix/resolver.h"
#include "posix/address.h"
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

_Static_assert(sizeof(struct sockaddr_storage) <= PIPE_BUF, "an answer is written whole");

struct search {
    int answer; // write end of the pipe
    uint16_t port;
    char host[];
};

static bool look_up(const char *host, uint16_t port, int flags, struct sockaddr_storage *address)
{
    struct addrinfo hints = { .ai_socktype = SOCK_DGRAM, .ai_flags = flags }, *all;

    if (getaddrinfo(host, NULL, &hints, &all))
        return false;
    memset(address, 0, sizeof *address);
    memcpy(address, all->ai_addr, all->ai_addrlen);
    address_set_port(address, port);
    freeaddrinfo(all);
    return true;
}

// SIGPIPE is ignored. All other signals are blocked, as in the thread that started this one.
static void *resolver_run(void *arg)
{
    struct search *s = arg;
    struct sockaddr_storage address;

    if (look_up(s->host, s->port, AI_ADDRCONFIG, &address))
        (void)!write(s->answer, &address, sizeof address);
    close(s->answer);
    free(s);
    return NULL;
}

static void answer_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct resolver *r = (struct resolver *)w;
    struct sockaddr_storage address;
    ssize_t n = read(w->fd, &address, sizeof address);

    (void)l;
    (void)events;
    resolver_cancel(r);
    r->found(r, n == sizeof address ? &address : NULL);
}

static bool start_thread(struct search *s)
{
    pthread_attr_t detached;
    pthread_t thread;

    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    bool is_started = !pthread_create(&thread, &detached, resolver_run, s);
    pthread_attr_destroy(&detached);
    return is_started;
}

// Returns the read end of the pipe, or -1.
static int start_search(const char *host, uint16_t port)
{
    size_t len = strlen(host) + 1;
    struct search *s = malloc(sizeof *s + len);
    int ends[2];

    if (!s || pipe2(ends, O_CLOEXEC)) {
        free(s);
        return -1;
    }
    s->answer = ends[1];
    s->port = port;
    memcpy(s->host, host, len);
    if (start_thread(s))
        return ends[0];
    close(ends[0]);
    close(ends[1]);
    free(s);
    return -1;
}

void resolver_init(struct resolver *r, struct loop *l,
                   void (*found)(struct resolver *r, const struct sockaddr_storage *address))
{
    *r = (struct resolver){ { -1, answer_ready }, l, found };
}

int resolver_find(struct resolver *r, const char *host, uint16_t port,
                  struct sockaddr_storage *address)
{
    resolver_cancel(r);
    if (look_up(host, port, AI_NUMERICHOST, address))
        return 1;
    int fd = start_search(host, port);
    if (fd < 0)
        return -1;
    r->watch.fd = fd;
    return loop_add(r->loop, &r->watch, EPOLLIN);
}

void resolver_cancel(struct resolver *r)
{
    loop_close(r->loop, &r->watch);
}
