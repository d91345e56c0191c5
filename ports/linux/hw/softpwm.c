// Makes PWM pulses on a GPIO line in a thread.
#include "softpwm.h"
#include "base/err.h"
#include "gpio.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <time.h>

enum { SECOND_NS = 1000000000, SLACK_NS = 1000 };

static uint64_t softpwm_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

// Waits with the lock held. Changes made meanwhile apply from the next period on.
static void wait_until(struct softpwm *s, uint64_t moment_ns)
{
    struct timespec t = { (time_t)(moment_ns / SECOND_NS), (long)(moment_ns % SECOND_NS) };

    while (!s->is_over && softpwm_now_ns() < moment_ns)
        (void)pthread_cond_timedwait(&s->changed, &s->lock, &t);
}

static void one_period(struct softpwm *s, uint64_t start_ns)
{
    uint64_t duty_ns = s->duty_ns, end_ns = start_ns + s->period_ns;

    (void)line_drive(s->line, true);
    wait_until(s, start_ns + duty_ns);
    (void)line_drive(s->line, false);
    wait_until(s, end_ns);
}

static void *softpwm_run(void *ctx)
{
    struct softpwm *s = ctx;
    struct sched_param first = { sched_get_priority_min(SCHED_FIFO) };
    uint64_t start_ns = 0;

    prctl(PR_SET_TIMERSLACK, SLACK_NS);
    (void)pthread_setschedparam(pthread_self(), SCHED_FIFO, &first); // if it has the right
    pthread_mutex_lock(&s->lock);
    while (!s->is_over) {
        if (!s->duty_ns || s->duty_ns == s->period_ns) {
            (void)line_drive(s->line, s->duty_ns != 0);
            pthread_cond_wait(&s->changed, &s->lock);
            continue;
        }
        start_ns += s->period_ns;
        uint64_t now = softpwm_now_ns();
        if (start_ns + s->period_ns < now || start_ns > now + s->period_ns)
            start_ns = now; // it was idle, or late by more than a period
        one_period(s, start_ns);
    }
    (void)line_drive(s->line, false);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

int softpwm_start(struct softpwm *s, int line)
{
    pthread_condattr_t monotonic;
    sigset_t all, before;

    *s = (struct softpwm){ .line = line, .period_ns = SECOND_NS };
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    sigfillset(&all); // signals go to the loop's thread
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(&s->thread, NULL, softpwm_run, s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return errno ? ERR_FULL : OK;
}

void softpwm_set(struct softpwm *s, uint64_t period_ns, uint64_t duty_ns)
{
    pthread_mutex_lock(&s->lock);
    s->period_ns = period_ns;
    s->duty_ns = duty_ns;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

void softpwm_stop(struct softpwm *s)
{
    pthread_mutex_lock(&s->lock);
    s->is_over = true;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
}
