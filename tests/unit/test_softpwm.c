// PWM by a thread, with a clock that a wait moves: what the line carries, and for how long.
#include "line.h"
#include "softpwm.h"
#include "test.h"
#include <errno.h>
#include <sched.h>

enum { LINE = 7, CHANGES = 40, MS_NS = 1000000 };

// What the thread did to the line, by the clock that this test moves.
static struct {
    pthread_mutex_t lock;
    uint64_t now_ns;
    unsigned n;
    struct {
        uint64_t at_ns;
        bool is_high;
    } changes[CHANGES];
    bool is_high;
} seen = { .lock = PTHREAD_MUTEX_INITIALIZER };

int line_drive(int line, bool is_high)
{
    assert_int_equal(line, LINE);
    pthread_mutex_lock(&seen.lock);
    if (seen.is_high != is_high && seen.n < CHANGES) {
        seen.changes[seen.n].at_ns = seen.now_ns;
        seen.changes[seen.n++].is_high = is_high;
    }
    seen.is_high = is_high;
    pthread_mutex_unlock(&seen.lock);
    return 0;
}

int __wrap_clock_gettime(clockid_t which, struct timespec *t);
int __wrap_pthread_cond_timedwait(pthread_cond_t *changed, pthread_mutex_t *lock,
                                  const struct timespec *until);

int __wrap_clock_gettime(clockid_t which, struct timespec *t)
{
    assert_int_equal(which, CLOCK_MONOTONIC);
    pthread_mutex_lock(&seen.lock);
    *t = (struct timespec){ (time_t)(seen.now_ns / 1000000000), (long)(seen.now_ns % 1000000000) };
    pthread_mutex_unlock(&seen.lock);
    return 0;
}

// A wait is over at once, and it is as late as it was to be. The lock is free meanwhile.
int __wrap_pthread_cond_timedwait(pthread_cond_t *changed, pthread_mutex_t *lock,
                                  const struct timespec *until)
{
    (void)changed;
    pthread_mutex_unlock(lock);
    sched_yield();
    pthread_mutex_lock(&seen.lock);
    seen.now_ns = (uint64_t)until->tv_sec * 1000000000 + (uint64_t)until->tv_nsec;
    pthread_mutex_unlock(&seen.lock);
    pthread_mutex_lock(lock);
    return ETIMEDOUT;
}

static unsigned count_changes(void)
{
    pthread_mutex_lock(&seen.lock);
    unsigned n = seen.n;
    pthread_mutex_unlock(&seen.lock);
    return n;
}

static bool line_is_high(void)
{
    pthread_mutex_lock(&seen.lock);
    bool is_high = seen.is_high;
    pthread_mutex_unlock(&seen.lock);
    return is_high;
}

static void start_dark(struct softpwm *s)
{
    seen.n = 0;
    seen.is_high = false;
    seen.now_ns = 5000000000;
    assert_int_equal(softpwm_start(s, LINE), 0);
}

// Between nothing and all of the time: each period is high for its duty, low for the rest.
static void test_each_period_is_high_for_its_duty(void **state)
{
    static const uint64_t duties_ns[] = { 1000, MS_NS / 4, MS_NS / 2, MS_NS - 1000 };
    struct softpwm s;

    (void)state;
    for (unsigned i = 0; i < sizeof duties_ns / sizeof *duties_ns; i++) {
        start_dark(&s);
        softpwm_set(&s, MS_NS, duties_ns[i]);
        while (count_changes() < CHANGES)
            sched_yield();
        softpwm_stop(&s);
        for (unsigned k = 0; k + 2 < CHANGES; k += 2) {
            assert_true(seen.changes[k].is_high && !seen.changes[k + 1].is_high);
            assert_int_equal(seen.changes[k + 1].at_ns - seen.changes[k].at_ns, duties_ns[i]);
            assert_int_equal(seen.changes[k + 2].at_ns - seen.changes[k].at_ns, MS_NS);
        }
        assert_false(seen.is_high); // it ends dark
    }
}

static void test_nothing_and_all_of_the_time_are_steady(void **state)
{
    struct softpwm s;

    (void)state;
    start_dark(&s);
    softpwm_set(&s, MS_NS, MS_NS);
    while (!line_is_high())
        sched_yield();
    softpwm_set(&s, MS_NS, 0);
    while (line_is_high())
        sched_yield();
    assert_int_equal(count_changes(), 2);
    softpwm_set(&s, MS_NS, MS_NS / 2);
    while (count_changes() < 10)
        sched_yield();
    softpwm_stop(&s);
    assert_false(seen.is_high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_period_is_high_for_its_duty),
        TEST(test_nothing_and_all_of_the_time_are_steady),
    };

    return RUN(tests);
}
