// The periodic timer: its beat, what it missed, and its commands.
#include "automation/timer.h"
#include "probe.h"
#include "test.h"

const struct module *const modules[] = { &mod_probe };
const unsigned module_count = 1;

static struct rig *boot_with(const char *period, const char *commands)
{
    struct rig *r = rig_new(&board_esp8266);

    probe_use(r);
    rig_load(r);
    rig_set(r, "timirq", "true");
    rig_set(r, "timirqseq", period);
    rig_set(r, "timirqcbf", commands);
    boot_run(&r->node, 9008);
    return r;
}

static void test_the_first_run_is_one_period_after_the_boot(void **state)
{
    struct rig *r = boot_with("3000", "probe note 'a'; # probe note 'b'; probe note 'c'");

    (void)state;
    assert_int_equal(rooms_poll(&r->node), 3000);
    rig_wait_ms(r, 2999);
    expect_notes("");
    rig_wait_ms(r, 3001);
    expect_notes("a@3000 c@3000 a@6000 c@6000");
    assert_int_equal(r->node.timer_runs, 2);
    assert_int_equal(r->node.late_max_ms, 0);
    rig_free(r);
}

static void test_it_is_off_without_its_switch_or_its_commands(void **state)
{
    struct rig *r = *state;

    probe_use(r);
    assert_int_equal(timer_room.poll(&r->node), UINT32_MAX);
    rig_set(r, "timirq", "true");
    rig_reboot(r); // the commands are n/a
    assert_int_equal(timer_room.poll(&r->node), UINT32_MAX);
    rig_set(r, "timirq", "false");
    rig_set(r, "timirqcbf", "probe note 'a'");
    rig_reboot(r);
    rig_wait_ms(r, 10000);
    expect_notes("");
}

static void test_a_million_periods_do_not_drift(void **state)
{
    struct rig *r = boot_with("10", "probe note 'a'");
    uint64_t late = 1;

    (void)state;
    r->node.level = LOG_ERROR;
    for (unsigned i = 0; i < 1000000; i++) {
        late = late * 6364136223846793005u + 1442695040888963407u;
        r->now_ms = 10u * (i + 1u) + (late >> 33) % 10; // up to one short of a period
        rig_tell_time(r);
        (void)timer_room.poll(&r->node);
    }
    assert_int_equal(probe_runs(), 1000000);
    assert_int_equal(r->node.timer_missed, 0);
    assert_int_equal(r->node.automation->timer.due_ms, 10u * 1000001u);
    assert_int_equal(r->node.late_max_ms, 9);
    rig_free(r);
}

static void test_missed_periods_are_counted_not_piled_up(void **state)
{
    struct rig *r = boot_with("100", "probe note 'a'");

    (void)state;
    r->now_ms = 1050; // nine periods went by, and half of one
    rig_wait_ms(r, 200);
    expect_notes("a@1050 a@1100 a@1200");
    assert_int_equal(r->node.timer_runs, 3);
    assert_int_equal(r->node.timer_missed, 9);
    assert_int_equal(r->node.late_max_ms, 950);
    assert_int_equal(r->node.timer_runs + r->node.timer_missed, 1250 / 100);
    rig_free(r);
}

static void test_commands_that_hold_the_loop_keep_the_beat(void **state)
{
    struct rig *r = boot_with("100", "probe note 'a'; probe hold 130");

    (void)state;
    rig_wait_ms(r, 400);
    expect_notes("a@100 a@330 a@530 a@730 a@920");
    assert_int_equal(r->node.timer_missed, 4);
    assert_int_equal(r->node.automation->timer.due_ms % 100, 0);
    rig_free(r);
}

static void test_the_beat_holds_over_the_wrap_of_the_clock(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    r->now_ms = UINT32_MAX - 1500;
    rig_tell_time(r);
    probe_use(r);
    rig_load(r);
    rig_set(r, "timirq", "true");
    rig_set(r, "timirqseq", "1000");
    rig_set(r, "timirqcbf", "probe note 'a'");
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 3000);
    expect_notes("a@4294966795 a@4294967795 a@4294968795");
    rig_free(r);
}

static void test_it_works_beside_the_calendar(void **state)
{
    struct rig *r = boot_with("250", "probe note 'timer'");

    (void)state;
    rig_set(r, "cron", "true");
    rig_set(r, "cronsync", "false");
    rig_set(r, "crontasks", "*:*:*:*!probe note 'cron'");
    rig_wait_ms(r, 1000);
    expect_notes("timer@250 timer@500 timer@750 timer@1000 cron@1000");
    rig_free(r);
}

static void test_a_shell_sees_runs_and_misses(void **state)
{
    struct rig *r = boot_with("100", "probe note 'a'");

    (void)state;
    r->now_ms = 350;
    rig_wait_ms(r, 0);
    assert_int_equal(r->node.timer_missed, 2);
    assert_int_equal(r->node.load_permille, 1000 / 16);
    rig_free(r);
}

static void test_the_longest_period(void **state)
{
    struct rig *r = boot_with("86400000", "probe note 'a'");

    (void)state;
    rig_wait_ms(r, 86399999);
    expect_notes("");
    rig_wait_ms(r, 1);
    expect_notes("a@86400000");
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_first_run_is_one_period_after_the_boot),
        RIG_TEST(test_it_is_off_without_its_switch_or_its_commands),
        TEST(test_a_million_periods_do_not_drift),
        TEST(test_missed_periods_are_counted_not_piled_up),
        TEST(test_commands_that_hold_the_loop_keep_the_beat),
        TEST(test_the_beat_holds_over_the_wrap_of_the_clock),
        TEST(test_it_works_beside_the_calendar),
        TEST(test_a_shell_sees_runs_and_misses),
        TEST(test_the_longest_period),
    };

    return RUN(tests);
}
