// The calendar under what happens to a node: reboots, power cuts, a clock that is put on or back, a
// time that is not known for a while. Nothing is missed and nothing is doubled; a power cut leaves
// out what is due often and came between the cut and the restart.
#include "bench.h"
#include "rules.h"
#include "test.h"

// Spring and autumn, so that clocks change within what the everyday run has.
static const int64_t begins_s[] = { BEGIN_S + 59 * DAY_S, BEGIN_S + 257 * DAY_S };

enum { LONG_DAYS = 7305, OUTAGE_S = 3000, UNTRUSTED_S = 480, LATE_S = 3600 };

static unsigned days = 70, seeds = 2;

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *d, uint32_t n)
{
    return (uint32_t)(test_draw(&d->state) >> 11) % n;
}

// How far the wall clock is behind what it has shown already.
static int64_t behind_s(const struct bench *b)
{
    return b->seen_s > b->rig->wall_s ? b->seen_s - b->rig->wall_s : 0;
}

static struct outage roll_outage(struct dice *d)
{
    return (struct outage){ .is_cut = roll(d, 2),
                            .down_s = roll(d, 4) ? roll(d, OUTAGE_S + 1) : 0,
                            .untrusted_s = roll(d, 2) ? roll(d, UNTRUSTED_S) : 0 };
}

// Some of them go down again before what the first outage left behind is done.
static void disturb_by_outage(struct dice *d, struct bench *b)
{
    struct outage first = roll_outage(d), again = first;

    if (!roll(d, 3))
        first.polls = 1 + roll(d, 3);
    bench_restart(b, &first);
    if (!first.polls)
        return;
    again.is_cut = roll(d, 2);
    again.down_s = roll(d, 100);
    again.untrusted_s = 0;
    bench_restart(b, &again);
}

static void disturb(struct dice *d, struct bench *b)
{
    int64_t most_back_s = LATE_S - behind_s(b);

    if (roll(d, 2))
        bench_run_due(b);
    switch (roll(d, 4)) {
    case 0: bench_step_clock(b, roll(d, OUTAGE_S + 1)); break;
    case 1:
        bench_step_clock(b, -(int64_t)roll(d, OUTAGE_S < most_back_s ? OUTAGE_S + 1
                                                                     : (uint32_t)most_back_s + 1));
        break;
    default: disturb_by_outage(d, b);
    }
}

// Returns how often it was disturbed.
static unsigned live_through(struct bench *b, uint64_t seed, unsigned n_days)
{
    struct dice d = { seed * 0x9e3779b97f4a7c15u + 1 };
    int64_t until_s = b->start_s + (int64_t)n_days * DAY_S;
    unsigned n = 0;

    for (; b->seen_s < until_s; n++) {
        static const uint32_t gaps_s[] = { 60, HOUR_S, DAY_S, 3 * DAY_S };
        bench_wait(b, roll(&d, gaps_s[roll(&d, COUNT(gaps_s))]) * UINT64_C(1000) + roll(&d, 1000));
        disturb(&d, b);
    }
    bench_wait(b, 2 * HOUR_S * 1000); // the clock is where it was once more
    bench_run_due(b);
    return n;
}

static void expect_all_once(const struct site *site, const struct known_rule *rules,
                            unsigned n_rules, uint64_t seed, unsigned n_days)
{
    struct bench *b = bench_new(site, rules, n_rules, begins_s[seed % 2], NULL);
    unsigned n = live_through(b, seed, n_days);
    char name[80];

    snprintf(name, sizeof name, "%.20s, %u times", site->tz, n);
    assert_true(bench_judge(b, name).late > 0);
    bench_free(b);
}

static void test_nothing_is_missed_or_doubled(void **state)
{
    (void)state;
    for (unsigned i = 0; i < rules_site_count; i++)
        for (uint64_t seed = 1; seed <= seeds; seed++)
            expect_all_once(&rules_sites[i], rules_mixed, rules_mixed_count, seed + 100 * i, days);
}

static void test_the_same_with_what_is_due_often(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++)
        expect_all_once(&rules_sites[0], rules_dense, rules_dense_count, seed, 7);
}

static void test_what_is_due_often_goes_on_after_a_cut_and_costs_no_write(void **state)
{
    static const struct site site = { "Europe/Budapest", NULL, NULL };
    const struct outage cut = { .is_cut = true, .down_s = 1200 };
    const struct outage reboot = { .down_s = 1200 };

    (void)state;
    struct bench *b = bench_new(&site, rules_often, rules_often_count, BEGIN_S, NULL);
    bench_wait(b, DAY_S * 1000);
    bench_run_due(b);
    bench_restart(b, &cut);
    bench_wait(b, HOUR_S * 1000);
    bench_run_due(b);
    assert_int_equal(bench_judge(b, "often, a cut").left_out, 20 + 4);
    assert_int_equal(b->marks_written, 0);
    bench_restart(b, &reboot);
    assert_int_equal(bench_judge(b, "often, a reboot").left_out, 20 + 4);
    assert_int_equal(b->marks_written, 2); // when it stopped, and that this is no longer so
    bench_free(b);
}

static void test_what_is_later_than_cronlate_is_left_out(void **state)
{
    static const struct site site = { "UTC0", NULL, NULL };
    static const struct known_rule rule[] = { { "*:1,2:0:0", .hours = ONLY(1, 2),
                                                .minutes = ONLY(0), .seconds = ONLY(0) } };
    const struct outage reboot = { .down_s = 2 * HOUR_S };

    (void)state;
    struct bench *b = bench_new(&site, rule, 1, BEGIN_S, NULL);
    bench_wait(b, 1800 * 1000);
    bench_restart(b, &reboot); // it is 2:30
    assert_int_equal(b->n_runs, 1);
    assert_int_equal(b->runs[0].due_s, BEGIN_S + 2 * HOUR_S);
    assert_int_equal(b->runs[0].wall_s, BEGIN_S + 2 * HOUR_S + 1800);
    assert_int_equal(b->complaints, 1); // it says so
    rig_set(b->rig, "cronlate", "7200");
    bench_wait(b, 22 * HOUR_S * UINT64_C(1000)); // 0:30
    bench_restart(b, &reboot);
    assert_int_equal(b->n_runs, 3);
    bench_free(b);
}

static void test_the_same_seed_gives_the_same_trace(void **state)
{
    char *text[2] = { NULL };
    size_t len[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        FILE *trace = open_memstream(&text[i], &len[i]);
        assert_non_null(trace);
        struct bench *b =
            bench_new(&rules_sites[0], rules_mixed, rules_mixed_count, BEGIN_S, trace);
        live_through(b, 7, 60);
        bench_free(b);
        fclose(trace);
    }
    print_message("%zu bytes of trace, twice\n", len[0]);
    assert_true(len[0] > 100000);
    assert_int_equal(len[0], len[1]);
    assert_memory_equal(text[0], text[1], len[0]);
    free(text[0]);
    free(text[1]);
}

static int close_zones(void **state)
{
    (void)state;
    bench_close_zones();
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_is_missed_or_doubled),
        TEST(test_the_same_with_what_is_due_often),
        TEST(test_what_is_due_often_goes_on_after_a_cut_and_costs_no_write),
        TEST(test_what_is_later_than_cronlate_is_left_out),
        TEST(test_the_same_seed_gives_the_same_trace),
    };

    if (argc > 1 && !strcmp(argv[1], "long")) {
        days = LONG_DAYS;
        seeds = 1;
    }
    return cmocka_run_group_tests(tests, NULL, close_zones);
}
