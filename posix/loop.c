// The event loop: epoll, timers, work.
#include "posix/loop.h"
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 128 };

int loop_init(struct loop *l)
{
    *l = (struct loop){ .epoll = epoll_create1(EPOLL_CLOEXEC), .wall_clock = CLOCK_REALTIME };
    loop_clock(l);
    return l->epoll < 0 ? -1 : 0;
}

void loop_free(struct loop *l)
{
    if (l->epoll >= 0)
        close(l->epoll);
    l->epoll = -1;
}

// ---- descriptors ----

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
        l->file = NULL;
    else
        (void)epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->fd, NULL);
}

void loop_close(struct loop *l, struct watch *w)
{
    if (w->fd < 0)
        return;
    loop_remove(l, w);
    close(w->fd);
    w->fd = -1;
}

// ---- clocks and timers ----

// Called for both clocks in each round. Uses the cheap 32-bit division.
static int64_t milliseconds(const struct timespec *t)
{
    return (int64_t)t->tv_sec * 1000 + (uint32_t)t->tv_nsec / 1000000;
}

int64_t loop_wall_ms(const struct loop *l)
{
    struct timespec t;

    clock_gettime(l->wall_clock, &t);
    return milliseconds(&t) + l->wall_ahead_ms;
}

void loop_clock(struct loop *l)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    l->clock_ms = (uint64_t)milliseconds(&t);
    l->clock_part_ns = (uint32_t)t.tv_nsec % 1000000;
    l->wall_ms = loop_wall_ms(l);
}

// A time in the past becomes the present. Otherwise a timer that is set again and again would come
// before all others that are due.
void loop_set_timer(struct loop *l, struct loop_timer *t, uint64_t at_ms)
{
    timers_set(&l->timers, t, at_ms > l->clock_ms ? at_ms : l->clock_ms);
}

void loop_set_timer_by(struct loop *l, struct loop_timer *t, uint64_t at_ms)
{
    if (!timers_is_set(t) || at_ms < t->at_ms)
        loop_set_timer(l, t, at_ms);
}

void loop_stop_timer(struct loop *l, struct loop_timer *t)
{
    timers_cancel(&l->timers, t);
}

// Timers that are set while others run wait for the next round, so that descriptors get a turn
// first.
static void run_timers(struct loop *l)
{
    uint64_t last_order = l->timers.order;
    struct loop_timer *t;

    while ((t = timers_take(&l->timers, l->clock_ms, last_order)))
        t->due(l, t);
}

// ---- work ----

static void loop_put(struct loop_queue *q, struct loop_work *w)
{
    if (w->queue)
        return;
    w->queue = q;
    w->next = NULL;
    w->before = q->first ? q->last : NULL;
    if (q->first)
        q->last->next = w;
    else
        q->first = w;
    q->last = w;
}

void loop_later(struct loop *l, struct loop_work *w)
{
    loop_put(&l->later, w);
}

void loop_last(struct loop *l, struct loop_work *w)
{
    loop_put(&l->last, w);
}

void loop_forget(struct loop *l, struct loop_work *w)
{
    struct loop_queue *q = w->queue;

    (void)l;
    if (!q)
        return;
    if (w->before)
        w->before->next = w->next;
    else
        q->first = w->next;
    if (w->next)
        w->next->before = w->before;
    else
        q->last = w->before;
    w->queue = NULL;
}

static struct loop_work *take_first(struct loop_queue *q)
{
    struct loop_work *w = q->first;

    if (!w)
        return NULL;
    q->first = w->next;
    if (w->next)
        w->next->before = NULL;
    w->queue = NULL;
    return w;
}

void loop_end_round(struct loop *l)
{
    struct loop_work *w;

    while ((w = take_first(&l->later)) || (w = take_first(&l->last)))
        w->run(l, w);
}

// ---- rounds ----

// Time until the millisecond in which the first timer is due begins, at most most_ms. NULL:
// forever.
static const struct timespec *timeout(const struct loop *l, int most_ms, struct timespec *t)
{
    const struct loop_timer *first = l->timers.first;
    int64_t wait_ns = most_ms < 0 ? -1 : (int64_t)most_ms * 1000000;

    if ((l->file && l->reads_file) || l->later.first || l->last.first)
        wait_ns = 0;
    if (first) {
        int64_t ahead_ms = first->at_ms > l->clock_ms ? (int64_t)(first->at_ms - l->clock_ms) : 0;
        int64_t due_ns = ahead_ms ? ahead_ms * 1000000 - l->clock_part_ns : 0;
        wait_ns = wait_ns < 0 || due_ns < wait_ns ? due_ns : wait_ns;
    }
    if (wait_ns < 0)
        return NULL;
    *t = (struct timespec){ wait_ns / 1000000000, wait_ns % 1000000000 };
    return t;
}

// epoll_wait counts milliseconds that begin at other times than ours. Kernels before 5.11 have
// nothing better.
static int wait_for_events(const struct loop *l, int most_ms, struct epoll_event *events)
{
    struct timespec t;
    const struct timespec *until = timeout(l, most_ms, &t);
    int n = epoll_pwait2(l->epoll, events, EVENTS, until, NULL);

    if (n >= 0 || errno != ENOSYS)
        return n;
    return epoll_wait(l->epoll, events, EVENTS,
                      until ? (int)(t.tv_sec * 1000 + (t.tv_nsec + 999999) / 1000000) : -1);
}

int loop_round(struct loop *l, int most_ms)
{
    struct epoll_event events[EVENTS];
    int n = wait_for_events(l, most_ms, events);

    if (n < 0 && errno != EINTR)
        return -1;
    loop_clock(l);
    for (int i = 0; i < n; i++) {
        struct watch *w = events[i].data.ptr;
        if (w->fd >= 0) // it may have been closed earlier in this round
            w->ready(l, w, events[i].events);
    }
    if (l->file && l->reads_file)
        l->file->ready(l, l->file, EPOLLIN);
    run_timers(l);
    loop_end_round(l);
    return 0;
}

void loop_run(struct loop *l)
{
    while (!l->is_over && !loop_round(l, -1))
        ;
}
