// The limit for comparison with the node's timers: bare timerfds in one epoll loop, nothing else.
// timer_limit PERIOD_MS COUNT LINES: COUNT timers of that period, spread over it. The first one
// writes a line to standard output in each period, LINES of them (0: for ever).
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 128 };

static int start_timer(int epoll, long period_ms, long i, long count)
{
    long long first_ns = period_ms * 1000000ll + period_ms * 1000000ll / count * i;
    struct itimerspec t = {
        .it_interval = { period_ms / 1000, period_ms % 1000 * 1000000 },
        .it_value = { first_ns / 1000000000, first_ns % 1000000000 },
    };
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event ev = { .events = EPOLLIN, .data.u64 = (unsigned long long)i << 32 };

    if (fd < 0)
        return -1;
    ev.data.u64 |= (unsigned)fd;
    return timerfd_settime(fd, 0, &t, NULL) || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ev);
}

static void allow_files(long count)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max > (rlim_t)count + 64 ? (rlim_t)count + 64 : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void run(int epoll, long lines)
{
    struct epoll_event events[EVENTS];

    unsigned long long times;

    for (long written = 0; !lines || written < lines;) {
        int n = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (read((int)(events[i].data.u64 & 0xffffffff), &times, sizeof times) != sizeof times)
                continue;
            if (events[i].data.u64 >> 32 == 0) {
                (void)!write(STDOUT_FILENO, "tick\n", 5);
                written++;
            }
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: timer_limit PERIOD_MS COUNT LINES\n", stderr);
        return 2;
    }
    long period_ms = atol(argv[1]), count = atol(argv[2]), lines = atol(argv[3]);
    int epoll = epoll_create1(EPOLL_CLOEXEC);

    allow_files(count);
    for (long i = 0; i < count; i++) {
        if (start_timer(epoll, period_ms, i, count)) {
            perror("timer_limit");
            return 1;
        }
    }
    fputs("listening on nothing:0\n", stderr);
    run(epoll, lines);
    return 0;
}
