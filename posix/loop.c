// The event loop: epoll, and the moments that nodes wait for.
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>
#include "conn.h"
#include "dial.h"
#include "loop.h"
#include "unit.h"

enum { EVENTS = 128 };

int loop_init(struct loop *l)
{
    *l = (struct loop){ .epoll = epoll_create1(EPOLL_CLOEXEC), .wall_clock = CLOCK_REALTIME };
    loop_clock(l);
    return l->epoll < 0 ? -1 : 0;
}

int loop_add(struct loop *l, struct watch *w, uint32_t events)
{
    struct epoll_event ev = { .events = events, .data.ptr = w };

    if (!epoll_ctl(l->epoll, EPOLL_CTL_ADD, w->fd, &ev))
        return 0;
    if (errno != EPERM || l->file)
        return -1;
    l->file = w;
    l->reads_file = events & EPOLLIN;
    return 0;
}

void loop_change(struct loop *l, struct watch *w, uint32_t events)
{
    struct epoll_event ev = { .events = events, .data.ptr = w };

    if (w == l->file)
        l->reads_file = events & EPOLLIN;
    else
        (void)epoll_ctl(l->epoll, EPOLL_CTL_MOD, w->fd, &ev);
}

void loop_remove(struct loop *l, struct watch *w)
{
    if (w == l->file)
        l->file = 0;
    else
        (void)epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->fd, 0);
}

int64_t loop_wall_ms(const struct loop *l)
{
    struct timespec t;

    clock_gettime(l->wall_clock, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + l->wall_ahead_ms;
}

void loop_clock(struct loop *l)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    l->clock_ms = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
    l->now_ms = (uint32_t)l->clock_ms;
    l->now_part_ns = t.tv_nsec % 1000000;
    l->wall_ms = loop_wall_ms(l);
    l->wall_s = l->wall_ms / 1000 - (l->wall_ms % 1000 < 0);
}

// Until the millisecond begins in which something is due. NULL: for ever.
static const struct timespec *timeout(const struct loop *l, struct timespec *t)
{
    int32_t wait_ms = (int32_t)(l->next_due_ms - l->now_ms);
    bool is_due = (l->file && l->reads_file) || (l->has_due && wait_ms <= 0);

    if (!is_due && !l->has_due)
        return NULL;
    *t = (struct timespec){ 0 };
    if (is_due)
        return t;
    int64_t wait_ns = (int64_t)wait_ms * 1000000 - l->now_part_ns;
    *t = (struct timespec){ wait_ns / 1000000000, wait_ns % 1000000000 };
    return t;
}

// epoll_wait counts in milliseconds of its own, which begin somewhere else; kernels before 5.11
// have nothing better.
static int wait_for_events(const struct loop *l, struct epoll_event *events)
{
    struct timespec t;
    const struct timespec *until = timeout(l, &t);
    int n = epoll_pwait2(l->epoll, events, EVENTS, until, NULL);

    if (n >= 0 || errno != ENOSYS)
        return n;
    return epoll_wait(l->epoll, events, EVENTS,
                      until ? (int)(t.tv_sec * 1000 + (t.tv_nsec + 999999) / 1000000) : -1);
}

void loop_free_later(struct loop *l, struct loop_leftover *leftover, void *memory)
{
    if (l->is_over) {
        free(memory);
        return;
    }
    *leftover = (struct loop_leftover){ l->leftovers, memory };
    l->leftovers = leftover;
}

static void free_leftovers(struct loop *l)
{
    while (l->leftovers) {
        struct loop_leftover *first = l->leftovers;
        l->leftovers = first->next;
        free(first->memory);
    }
}

void loop_run(struct loop *l)
{
    struct epoll_event events[EVENTS];

    while (!l->is_over) {
        int n = wait_for_events(l, events);
        if (n < 0 && errno != EINTR)
            return;
        loop_clock(l);
        for (int i = 0; i < n; i++) {
            struct watch *w = events[i].data.ptr;
            if (w->fd >= 0) // closed earlier in this round
                w->ready(l, w, events[i].events);
        }
        if (l->file && l->reads_file)
            l->file->ready(l, l->file, EPOLLIN);
        unit_run_due(l);
        conn_settle(l);
        dial_settle(l);
        free_leftovers(l);
        unit_write_log(l);
    }
}
