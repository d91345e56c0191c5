// What modules may take of their node's time: one cause, and over time.
#include "budget.h"
#include "test.h"

enum { MS = 1000, CAUSE_US = 20 * MS };

static uint64_t clock_us; // that the node has used
static struct budget budget;
static struct budget_share one, other;
static const struct budget_limit most = { 400000, CAUSE_US };

static uint64_t spent_us(void *ctx)
{
    (void)ctx;
    return clock_us;
}

static int fresh(void **state)
{
    (void)state;
    budget_init(&budget);
    budget.spent_us = spent_us;
    budget_share_init(&one);
    budget_share_init(&other);
    clock_us = 1;
    return 0;
}

// A whole cause of one module that takes so long.
static void cause(struct budget_share *who, uint32_t us)
{
    struct budget_frame frame;

    budget_enter(&budget, who, &most, &frame);
    clock_us += us;
    budget_leave(&budget, &frame);
    budget_finish(&budget);
}

static void test_steps_and_time_end_a_cause(void **state)
{
    struct budget_frame frame;

    (void)state;
    budget_enter(&budget, &one, &most, &frame);
    assert_true(budget_spend(&budget, 399999));
    assert_false(budget_spend(&budget, 1));
    assert_false(budget_spend(&budget, 0)); // it stays over
    budget_leave(&budget, &frame);

    budget_enter(&budget, &one, &most, &frame); // a new one
    assert_true(budget_spend(&budget, 1000));
    clock_us += CAUSE_US + 1;
    assert_false(budget_spend(&budget, BUDGET_LOOK_STEPS));
    budget_leave(&budget, &frame);
}

static void test_what_is_called_lives_on_what_is_left(void **state)
{
    struct budget_frame outer, inner;
    unsigned rounds = 0;

    (void)state;
    budget_enter(&budget, &one, &most, &outer);
    while (budget_spend(&budget, 1)) { // each calls another module that would take all of its own
        budget_enter(&budget, &other, &most, &inner);
        (void)budget_spend(&budget, 100000);
        budget_leave(&budget, &inner);
        rounds++;
    }
    budget_leave(&budget, &outer);
    assert_int_equal(rounds, 4);
}

static void test_one_that_has_less_ends_alone(void **state)
{
    const struct budget_limit little = { 1000, 1 * MS };
    struct budget_frame outer, inner;

    (void)state;
    budget_enter(&budget, &one, &most, &outer);
    budget_enter(&budget, &other, &little, &inner);
    assert_false(budget_spend(&budget, 1000));
    budget_leave(&budget, &inner);
    assert_true(budget_spend(&budget, 398000));

    budget_enter(&budget, &other, &little, &inner);
    clock_us += 2 * MS;
    assert_false(budget_look(&budget));
    budget_leave(&budget, &inner);
    assert_true(budget_look(&budget));
    budget_leave(&budget, &outer);
}

// The storage of its state is written after it has returned.
static void test_who_began_pays_for_all_of_it(void **state)
{
    struct budget_frame outer, inner;

    (void)state;
    budget_enter(&budget, &one, &most, &outer);
    budget_enter(&budget, &other, &most, &inner);
    clock_us += 5 * MS;
    budget_leave(&budget, &inner);
    budget_finish(&budget); // of the inner one: the cause goes on
    budget_leave(&budget, &outer);
    clock_us += 40 * MS; // kept
    budget_finish(&budget);
    clock_us += 70 * MS; // the node's own
    assert_int_equal(other.left_us, BUDGET_ONE_US);
    assert_int_equal(one.left_us, BUDGET_ONE_US - 45 * MS);
    assert_int_equal(budget.all.left_us, BUDGET_ALL_US - 45 * MS);
    cause(&one, 0);
    assert_int_equal(one.left_us, BUDGET_ONE_US - 45 * MS);
}

// Whoever is asked as often as may be: the node keeps a half, and a module gets a quarter.
static uint32_t taken_in_ms(uint32_t until_ms, bool is_asked, struct budget_share *const *who,
                            unsigned n)
{
    uint64_t from = clock_us;

    for (uint32_t now_ms = 1; now_ms <= until_ms; now_ms++)
        for (unsigned i = 0; i < n; i++)
            if (!budget_wait_ms(&budget, who[i], is_asked, now_ms))
                cause(who[i], CAUSE_US);
    return (uint32_t)((clock_us - from) / MS);
}

static void test_a_module_has_a_quarter_of_the_time(void **state)
{
    struct budget_share *const who[] = { &one };
    uint32_t ms = taken_in_ms(10000, false, who, 1);

    (void)state;
    assert_in_range(ms, 2500, 2500 + 120);
}

static void test_all_of_them_have_half_of_it(void **state)
{
    struct budget_share many[10], *who[10];

    (void)state;
    for (unsigned i = 0; i < 10; i++) {
        budget_share_init(&many[i]);
        who[i] = &many[i];
    }
    assert_in_range(taken_in_ms(10000, false, (struct budget_share *const *)who, 10), 4900, 5040);
}

// What a round may take: the node's clock stands still in it.
static void test_a_round_is_short_however_many_want_it(void **state)
{
    uint64_t from = clock_us;

    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        struct budget_share *who = i & 1 ? &one : &other;
        if (!budget_wait_ms(&budget, who, i > 50, 1))
            cause(who, BUDGET_CAUSE_MAX_MS * MS);
    }
    assert_true(clock_us - from <= BUDGET_ALL_US + BUDGET_ASKED_US + BUDGET_CAUSE_MAX_MS * MS);
}

// Who is asked comes before what begins by itself.
static void test_the_wait_that_is_told_is_enough(void **state)
{
    (void)state;
    cause(&one, CAUSE_US);
    uint32_t wait_ms = budget_wait_ms(&budget, &other, false, 0);
    uint32_t asked_ms = budget_wait_ms(&budget, &other, true, 0);
    assert_true(asked_ms && asked_ms < wait_ms);
    assert_int_equal(budget_wait_ms(&budget, &other, true, asked_ms), 0);
    assert_int_equal(budget_wait_ms(&budget, &other, false, wait_ms - 2), 2);
    assert_int_equal(budget_wait_ms(&budget, &other, false, wait_ms), 0);
    assert_int_equal(budget_own_wait_ms(&one, wait_ms), 0);
    cause(&one, 300 * MS);
    wait_ms = budget_own_wait_ms(&one, wait_ms);
    assert_in_range(wait_ms, 800, 1300);
}

static void test_a_long_rest_gives_no_more_than_the_share(void **state)
{
    (void)state;
    cause(&one, 3000000u * MS); // and a debt has an end
    assert_true(budget_own_wait_ms(&one, 1) <= 60001);
    assert_int_equal(budget_own_wait_ms(&one, 4000000000u), 0);
    assert_int_equal(one.left_us, BUDGET_ONE_US);
}

static void test_one_that_goes_away_pays_nothing(void **state)
{
    struct budget_frame frame;

    (void)state;
    budget_enter(&budget, &one, &most, &frame);
    budget_leave(&budget, &frame);
    budget_forget(&budget, &one);
    clock_us += 5 * MS;
    budget_finish(&budget);
    assert_int_equal(one.left_us, BUDGET_ONE_US);
}

int main(void)
{
#define FRESH(test) cmocka_unit_test_setup(test, fresh)
    const struct CMUnitTest tests[] = {
        FRESH(test_steps_and_time_end_a_cause),
        FRESH(test_what_is_called_lives_on_what_is_left),
        FRESH(test_one_that_has_less_ends_alone),
        FRESH(test_who_began_pays_for_all_of_it),
        FRESH(test_a_module_has_a_quarter_of_the_time),
        FRESH(test_all_of_them_have_half_of_it),
        FRESH(test_a_round_is_short_however_many_want_it),
        FRESH(test_the_wait_that_is_told_is_enough),
        FRESH(test_a_long_rest_gives_no_more_than_the_share),
        FRESH(test_one_that_goes_away_pays_nothing),
    };

    return RUN(tests);
}
