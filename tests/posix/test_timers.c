// The heap of timers, on a clock of the test's.
#include "test.h"
#include "posix/timers.h"

enum { MANY = 10000 };

// What comes out next at that moment, or NULL.
static struct loop_timer *take(struct timers *all, uint64_t now_ms)
{
    return timers_take(all, now_ms, UINT64_MAX);
}

static void test_the_earliest_comes_first_and_none_too_early(void **state)
{
    struct timers all = { 0 };
    struct loop_timer late = { 0 }, soon = { 0 };

    (void)state;
    timers_set(&all, &late, 200);
    timers_set(&all, &soon, 100);
    assert_null(take(&all, 99));
    assert_ptr_equal(take(&all, 100), &soon);
    assert_false(timers_is_set(&soon));
    assert_null(take(&all, 199));
    assert_true(timers_is_set(&late));
    assert_ptr_equal(take(&all, 1000), &late);
    assert_null(take(&all, UINT64_MAX));
}

static void test_equal_moments_come_in_the_order_of_setting(void **state)
{
    struct timers all = { 0 };
    struct loop_timer t[100] = { 0 };

    (void)state;
    for (size_t i = 0; i < 100; i++)
        timers_set(&all, &t[i], 7);
    timers_set(&all, &t[0], 7); // set again: it is the last now
    for (size_t i = 1; i < 100; i++)
        assert_ptr_equal(take(&all, 7), &t[i]);
    assert_ptr_equal(take(&all, 7), &t[0]);
}

static void test_what_is_set_later_than_asked_for_waits(void **state)
{
    struct timers all = { 0 };
    struct loop_timer old = { 0 }, new = { 0 };

    (void)state;
    timers_set(&all, &old, 5);
    uint64_t last = all.order;
    timers_set(&all, &new, 5);
    assert_ptr_equal(timers_take(&all, 9, last), &old);
    assert_null(timers_take(&all, 9, last));
    assert_ptr_equal(take(&all, 9), &new);
}

static void test_a_cancelled_timer_never_comes(void **state)
{
    struct timers all = { 0 };
    struct loop_timer t[3] = { 0 };

    (void)state;
    timers_cancel(&all, &t[0]); // not set: nothing happens
    for (size_t i = 0; i < 3; i++)
        timers_set(&all, &t[i], i);
    timers_cancel(&all, &t[0]);
    timers_cancel(&all, &t[2]);
    timers_cancel(&all, &t[2]);
    assert_ptr_equal(take(&all, 9), &t[1]);
    assert_null(take(&all, 9));
}

// A judge that knows nothing of heaps: it looks at all of them.
static size_t earliest_of(const struct loop_timer *t, size_t n)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++)
        if (timers_is_set(&t[i]) && (best == n || t[i].at_ms < t[best].at_ms ||
                                     (t[i].at_ms == t[best].at_ms && t[i].order < t[best].order)))
            best = i;
    return best;
}

static void test_any_mixture_of_calls_comes_out_in_order(void **state)
{
    enum { SOME = 64, CALLS = 20000 };
    struct timers all = { 0 };
    static struct loop_timer t[SOME];
    uint64_t random = 1;

    (void)state;
    for (size_t i = 0; i < CALLS; i++) {
        uint64_t draw = test_draw(&random);
        struct loop_timer *one = &t[draw % SOME];
        size_t want = earliest_of(t, SOME);
        switch (draw >> 32 & 3) {
        case 0: timers_cancel(&all, one); break;
        case 1: assert_ptr_equal(take(&all, UINT64_MAX), want < SOME ? &t[want] : NULL); break;
        default: timers_set(&all, one, draw >> 40 & 31); break;
        }
    }
    for (size_t want; (want = earliest_of(t, SOME)) < SOME;)
        assert_ptr_equal(take(&all, UINT64_MAX), &t[want]);
    assert_null(all.first);
}

// Each is set a thousand times over: were that a list, it would not end.
static void test_ten_thousand_timers_are_cheap(void **state)
{
    struct timers all = { 0 };
    struct loop_timer *t = calloc(MANY, sizeof *t);
    uint64_t random = 3, before = 0;

    (void)state;
    assert_non_null(t);
    for (size_t i = 0; i < MANY; i++)
        timers_set(&all, &t[i], test_draw(&random) % 1000);
    for (size_t i = 0; i < 100 * MANY; i++) {
        struct loop_timer *next = take(&all, UINT64_MAX);
        assert_true(next->at_ms >= before);
        before = next->at_ms;
        timers_set(&all, next, before + 1000);
    }
    size_t n = 0;
    for (before = 0; all.first; n++) {
        struct loop_timer *next = take(&all, UINT64_MAX);
        assert_true(next->at_ms >= before);
        before = next->at_ms;
    }
    assert_int_equal(n, MANY);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_earliest_comes_first_and_none_too_early),
        TEST(test_equal_moments_come_in_the_order_of_setting),
        TEST(test_what_is_set_later_than_asked_for_waits),
        TEST(test_a_cancelled_timer_never_comes),
        TEST(test_any_mixture_of_calls_comes_out_in_order),
        TEST(test_ten_thousand_timers_are_cheap),
    };
    return RUN(tests);
}
