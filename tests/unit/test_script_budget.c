// What modules in Lua may take of their node's time, by a clock of the test's own.
#include "loader/loader.h"
#include "script.h"
#include "test.h"
#include "usermod_posix.h"

enum { MODULES = 12, MS = 1000, LOOK_US = 50 }; // the clock passes LOOK_US whenever it is looked at

static struct loaded {
    struct script *script;
    struct user_module link;
} loaded[MODULES];
static unsigned n_loaded, n_failed, n_logged;
static struct budget budget;
static uint64_t spent;

static uint64_t spent_us(void *ctx)
{
    (void)ctx;
    return spent += LOOK_US;
}

static void log_line(void *ctx, const struct module *m, struct text line)
{
    (void)ctx;
    (void)m;
    n_logged += line.len != 0;
}

static void failed(void *ctx, const struct module *m, const char *why)
{
    (void)ctx;
    (void)m;
    (void)why;
    n_failed++;
}

static void load(struct rig *r, const char *name, const char *source)
{
    struct script_env env = { NULL, &budget, usermod_posix_resize, log_line, failed };
    struct script_limits limits = script_limits(64, 20);
    struct loaded *m = &loaded[n_loaded++];
    struct fault fault;
    char why[256] = "";
    struct out o;

    assert_true(n_loaded <= MODULES);
    out_init(&o, why, sizeof why);
    m->script = script_new(&env, &limits, text_of(name), text_of(source), &o);
    if (!m->script)
        fail_msg("%s", why);
    m->link.module = script_module(m->script);
    loader_add_module(&r->node, &m->link);
    if (m->link.module->start)
        assert_int_equal(loader_start(&r->node, m->link.module, &fault), OK);
}

static int start(void **state)
{
    n_loaded = n_failed = n_logged = 0;
    budget_init(&budget);
    budget.spent_us = spent_us;
    return test_boot_rig(state);
}

static int stop(void **state)
{
    struct rig *r = *state;

    while (n_loaded--) {
        loader_remove_module(&r->node, &loaded[n_loaded].link);
        script_free(loaded[n_loaded].script);
    }
    return test_free_rig(state);
}

// A number that a verb answers.
static int number(struct rig *r, const char *line)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[256];

    peer_say(p, line);
    rig_wait_ms(r, 1000); // it may have to wait for its turn
    int n = atoi(peer_heard(p, heard, sizeof heard));
    peer_close(p);
    return n;
}

static void test_modules_that_call_each_other_share_one_budget(void **state)
{
    static const char caller[] =
        "return { uses = { 'b', 'c' }, verbs = { v = function() for i = 1, "
        "1000 do call('%s v') end while true do end end } }";
    struct rig *r = *state;
    char source[256];

    load(r, "c", "return { verbs = { v = function() while true do end end } }");
    snprintf(source, sizeof source, caller, "c");
    load(r, "b", source);
    snprintf(source, sizeof source, caller, "b");
    load(r, "a", source);
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    uint64_t from = spent;
    expect_reply(p, "a v",
                 "execute_LM_function LM_a->v: LM_a.lua:1: it runs too long and was stopped "
                 "(luatime)\n");
    assert_in_range(spent - from, 20 * MS, 20 * MS + 20 * LOOK_US);
}

static void test_who_takes_more_than_its_share_is_told_when_to_come_again(void **state)
{
    static const char refused[] = "execute_LM_function LM_x->v: LM_x has taken more than its share "
                                  "of the time; try again in ";
    struct rig *r = *state;
    struct peer *p;
    char heard[512];
    unsigned calls = 0;

    load(r, "x",
         "return { verbs = { v = function() while true do end end,\n"
         "fine = function() return 'fine' end } }");
    load(r, "y", "return { verbs = { fine = function() return 'fine' end } }");
    p = rig_enter(r, LINK_LOOPBACK);
    do { // each as soon as all modules together may go on: a half of the time, of which it has half
        peer_say(p, "x v");
        rig_wait_ms(r, 45);
        peer_heard(p, heard, sizeof heard);
    } while (!strstr(heard, refused) && ++calls < 100);
    assert_in_range(calls, 6, 20);
    int wait_ms = atoi(strstr(heard, refused) + sizeof refused - 1);
    assert_in_range(wait_ms, 1, 100);
    expect_reply(p, "y fine", "fine\n"); // the others may
    rig_wait_ms(r, (uint32_t)wait_ms);
    expect_reply(p, "x fine", "fine\n");
}

// All that is due comes in one round, as on a node that was held up.
static void test_a_round_of_many_timers_is_short(void **state)
{
    static const char source[] =
        "return { start = function() for i = 1, 16 do every(1000, function() for i = 1, 12000 do "
        "end end) end end, verbs = { v = function() end } }";
    struct rig *r = *state;
    char name[8];

    for (unsigned i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "m%u", i);
        load(r, name, source);
    }
    r->now_ms += 5000;
    rig_tell_time(r);
    for (unsigned i = 0; i < 20; i++) {
        uint64_t from = spent;
        (void)rooms_poll(&r->node);
        assert_true(spent - from <= BUDGET_ALL_US + 20 * MS + 200 * LOOK_US);
    }
    uint64_t from = spent;
    rig_wait_ms(r, 10000);
    assert_in_range(spent - from, 4000 * MS, 5200 * MS); // a half
    assert_int_equal(n_failed, 0);
}

static void test_one_that_takes_little_has_its_turn_among_greedy_ones(void **state)
{
    static const char greedy[] =
        "return { start = function() for i = 1, 16 do every(10, function() for i = 1, 30000 do end "
        "end) end end, verbs = { v = function() end } }";
    struct rig *r = *state;
    char name[8];

    load(r, "good",
         "return { state = { n = 0 }, start = function() every(500, function() state.n = state.n + "
         "1 end) end, verbs = { n = function() return state.n end } }");
    for (unsigned i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "m%u", i);
        load(r, name, greedy);
    }
    int n = 0;
    for (unsigned i = 0; i < 20; i++) { // which costs it its place in the row no more than once
        n = number(r, "good n");
        rig_wait_ms(r, 5);
        (void)number(r, "good n");
    }
    assert_in_range(n, 20, 80);
    assert_int_equal(n_failed, 0);
}

// It would set the next one for ever in one round.
static void test_timers_that_set_timers_leave_the_others_their_turn(void **state)
{
    struct rig *r = *state;

    load(r, "x",
         "local function f() state.n = state.n + 1 after(0, f) end\n"
         "return { state = { n = 0 }, start = function() after(0, f) end,\n"
         "verbs = { n = function() return state.n end } }");
    rig_tell_time(r);
    r->now_ms++;
    rig_tell_time(r);
    (void)rooms_poll(&r->node);
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char heard[128];
    peer_say(p, "x n");
    assert_in_range(atoi(peer_heard(p, heard, sizeof heard)), 1, 4);
}

// Edges that come while there is no share are put off, in their order; the oldest of too many go.
static void test_edges_are_put_off_and_come_in_their_order(void **state)
{
    struct rig *r = *state;

    load(r, "x",
         "return { pins = { b = 'irq3:in_up' }, state = { n = 0, rises = 0, turns = 0, was = true "
         "}, start = function() on('b', 'both', function(high)\n"
         "state.n = state.n + 1 state.rises = state.rises + (high and 1 or 0)\n"
         "state.turns = state.turns + (high ~= state.was and 1 or 0) state.was = high\n"
         "for i = 1, 30000 do end end) end,\n"
         "verbs = { n = function() return state.n end, rises = function() return state.rises end,\n"
         "turns = function() return state.turns end } }");
    for (unsigned i = 0; i < 12; i++) {
        (void)hw_pin_drive(&r->sim.hw, 14, i & 1);
        rig_wait_ms(r, 0);
    }
    rig_wait_ms(r, 2000);
    assert_int_equal(number(r, "x n"), 12);
    assert_int_equal(number(r, "x rises"), 6);
    assert_int_equal(number(r, "x turns"), 12);
    assert_int_equal(n_logged, 0);

    for (unsigned i = 0; i < 100; i++) {
        (void)hw_pin_drive(&r->sim.hw, 14, i & 1);
        rig_wait_ms(r, 0);
    }
    rig_wait_ms(r, 4000);
    assert_in_range(number(r, "x n"), 12 + 16, 12 + 20);
    assert_int_equal(n_logged, 1); // told once
    assert_int_equal(n_failed, 0);
}

// The pin of a simulated board, changed by who hears of it.
static void test_an_edge_that_changes_its_own_pin_goes_on_round_by_round(void **state)
{
    struct rig *r = *state;

    load(r, "x",
         "return { pins = { b = 'irq3:in_up' }, uses = { 'sim' }, state = { n = 0 },\n"
         "start = function() on('b', 'both', function(high) state.n = state.n + 1\n"
         "call('sim set irq3 ' .. (high and 0 or 1)) end) end,\n"
         "verbs = { n = function() return state.n end } }");
    (void)hw_pin_drive(&r->sim.hw, 14, false);
    rig_wait_ms(r, 100);
    assert_true(number(r, "x n") > 20);
    assert_int_equal(n_failed, 0);
}

// A verb that has begun is not refused when its share is used up: it goes on later.
static void test_a_verb_that_waits_goes_on_when_there_is_a_share(void **state)
{
    struct rig *r = *state;
    struct peer *p;

    load(
        r, "x",
        "return { verbs = { slow = function() for i = 1, 20 do for i = 1, 30000 do end wait(0) end "
        "return 'done' end } }");
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "x slow");
    expect_heard(p, "");
    rig_wait_ms(r, 3000);
    expect_heard(p, "done\nnode01 $  ");
}

// In C there are no instructions to count.
static void test_functions_of_the_library_pay_for_every_character(void **state)
{
    static const char *const bodies[] = {
        "return #(('x'):rep(2000)):gsub('(y*)', ('%1'):rep(4000))",
        "return #(('x'):rep(8000)):gsub('x', ('%%'):rep(1))",
        "return (('x'):rep(8000)):find('[' .. ('a'):rep(8000) .. ']y')",
        "return (('x'):rep(8000)):find('%f[' .. ('a'):rep(8000) .. ']y')",
        "return (('a'):rep(8000)):find(('a'):rep(4000) .. 'b', 1, true)",
        "local s = ('x'):rep(9000) while true do local t = s .. s end",
        "local s = ('x'):rep(8000) while true do s:upper() end",
        "while true do ('%.99f'):format(1e308) end",
        ("local t = {} for i = 1, 3 do t[i] = ('\\0'):rep(9000) .. i end while true do "
         "table.sort(t) end"),
        "local t = {} for i = 1, 800 do t[i] = 'xxxx' end while true do table.concat(t) end",
    };
    struct rig *r = *state;
    char source[512];

    for (size_t i = 0; i < COUNT(bodies); i++) {
        snprintf(source, sizeof source, "return { verbs = { v = function()\n%s\nend } }",
                 bodies[i]);
        load(r, "x", source);
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        char heard[512];
        uint64_t from = spent;
        peer_say(p, "x v");
        peer_heard(p, heard, sizeof heard);
        // It was looked at again and again, and ended by steps or by time.
        if (spent - from < 20 * LOOK_US || spent - from > 20 * MS + 20 * LOOK_US)
            fail_msg("%s: %u us", bodies[i], (unsigned)(spent - from));
        loader_remove_module(&r->node, &loaded[--n_loaded].link);
        script_free(loaded[n_loaded].script);
        rig_wait_ms(r, 1000);
    }
}

int main(void)
{
#define SCRIPT_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        SCRIPT_TEST(test_modules_that_call_each_other_share_one_budget),
        SCRIPT_TEST(test_who_takes_more_than_its_share_is_told_when_to_come_again),
        SCRIPT_TEST(test_a_round_of_many_timers_is_short),
        SCRIPT_TEST(test_one_that_takes_little_has_its_turn_among_greedy_ones),
        SCRIPT_TEST(test_timers_that_set_timers_leave_the_others_their_turn),
        SCRIPT_TEST(test_edges_are_put_off_and_come_in_their_order),
        SCRIPT_TEST(test_an_edge_that_changes_its_own_pin_goes_on_round_by_round),
        SCRIPT_TEST(test_a_verb_that_waits_goes_on_when_there_is_a_share),
        SCRIPT_TEST(test_functions_of_the_library_pay_for_every_character),
    };

    return RUN(tests);
}
