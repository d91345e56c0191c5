// Questions in pulses.
#include "pulse.h"
#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { FORGOTTEN_MAX = 64 }; // most reads to discard old edges
enum {
    INLINE_US = 2000, // a shorter question needs no timer
    US_NS = 1000,
    SECOND_NS = 1000000000,
    LEVEL_MAX_US = 65535
};

int pulse_init(struct pulse *p)
{
    *p = (struct pulse){ .timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK) };
    return p->timer < 0 ? ERR_FULL : OK;
}

static uint64_t pulse_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t); // same clock as the kernel's time stamps
    return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

static void forget_edges(const struct gpio *g, unsigned in)
{
    struct gpio_v2_line_event edges[16];

    for (unsigned i = 0; i < FORGOTTEN_MAX && read(g->fd[in], edges, sizeof edges) > 0; i++)
        continue; // limited, because a noisy line always has new edges
}

// Releases the line for the answer. The pull-up is weak and only helps if the circuit has none. The
// clock is read first, because on a busy machine the answer may start before the call returns.
static int pulse_release(struct pulse *p, struct gpio *g)
{
    const struct pulse_question *q = &p->question;
    int err;

    p->is_asking = false;
    p->end_ns = pulse_now_ns();
    if (q->in == q->out)
        err = gpio_configure(g, q->in, GPIO_INPUT | GPIO_PULL_UP | GPIO_EDGES, false);
    else
        err = gpio_write(g, q->out, !q->level);
    return err;
}

static void wait_inline(unsigned us)
{
    struct timespec t = { 0, (long)us * US_NS };

    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) == EINTR)
        continue;
}

int pulse_start(struct pulse *p, struct gpio *g, const struct pulse_question *q)
{
    struct itimerspec due = { .it_value.tv_nsec = (long)q->us * US_NS };
    int err = OK;

    if (g->fd[q->in] < 0 || g->fd[q->out] < 0)
        return ERR_IO;
    p->question = *q;
    if (q->in != q->out)
        err = gpio_configure(g, q->in, GPIO_INPUT | GPIO_EDGES, false);
    err = err ? err : gpio_configure(g, q->out, GPIO_OUTPUT, q->level);
    forget_edges(g, q->in);
    if (err)
        return err;
    if (q->us <= INLINE_US) {
        wait_inline(q->us);
        return pulse_release(p, g);
    }
    p->is_asking = true;
    return timerfd_settime(p->timer, 0, &due, NULL) ? ERR_IO : OK;
}

void pulse_end(struct pulse *p, struct gpio *g)
{
    uint64_t expired;

    if (read(p->timer, &expired, sizeof expired) > 0 && p->is_asking)
        (void)pulse_release(p, g);
}

static uint16_t length_us(uint64_t from_ns, uint64_t to_ns)
{
    uint64_t us = (to_ns - from_ns) / US_NS;

    return us < LEVEL_MAX_US ? (uint16_t)us : LEVEL_MAX_US;
}

// If the question was on the same line, the first rising edge may come from the release. The
// lengths start there.
static bool is_release(const struct pulse_question *q, const struct gpio_v2_line_event *e)
{
    return q->in == q->out && (e->id == GPIO_V2_LINE_EVENT_RISING_EDGE) != q->level;
}

int pulse_take(struct pulse *p, struct gpio *g, unsigned in, uint16_t *us, unsigned n)
{
    struct gpio_v2_line_event edge;
    uint64_t from_ns = p->end_ns;
    bool is_first = true;
    unsigned count = 0;

    if (g->fd[in] < 0)
        return ERR_IO;
    while (!p->is_asking && count < n && read(g->fd[in], &edge, sizeof edge) > 0) {
        if (edge.timestamp_ns < from_ns)
            continue;
        if (!is_first || !is_release(&p->question, &edge))
            us[count++] = length_us(from_ns, edge.timestamp_ns);
        from_ns = edge.timestamp_ns;
        is_first = false;
    }
    p->is_asking = false;
    int err = gpio_configure(g, in, GPIO_INPUT, false);
    forget_edges(g, in);
    return err ? err : (int)count;
}
