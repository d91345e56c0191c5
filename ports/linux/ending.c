// Signal handlers, so that they also reach a process that computes or waits for a full pipe.
#include "ending.h"
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static struct loop *loop;
static struct watch wakes; // wakes the loop, which may just start to wait

static void asked(int number)
{
    static const uint64_t one = 1;
    int saved = errno;

    (void)number;
    *(volatile bool *)&loop->is_over = true;
    if (write(wakes.fd, &one, sizeof one) < 0) // it is full, so the loop is awake
        errno = saved;
    (void)alarm(ENDING_S);
    errno = saved;
}

static void took_too_long(int number)
{
    (void)number;
    _exit(ENDING_CUT_OFF);
}

static void ending_ready(struct loop *l, struct watch *w, uint32_t events)
{
    (void)l;
    (void)w;
    (void)events;
}

int ending_catch(struct loop *l)
{
    // Without SA_RESTART, a blocked system call returns.
    const struct sigaction ask = { .sa_handler = asked }, cut = { .sa_handler = took_too_long };

    loop = l;
    wakes = (struct watch){ eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), ending_ready };
    if (wakes.fd < 0 || loop_add(l, &wakes, EPOLLIN))
        return -1;
    return sigaction(SIGTERM, &ask, NULL) || sigaction(SIGINT, &ask, NULL) ||
                   sigaction(SIGALRM, &cut, NULL)
               ? -1
               : 0;
}
