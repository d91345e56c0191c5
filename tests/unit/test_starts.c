// Restarts that never end: what is counted, what is left out after three, how it is told, how it
// ends.
#include "node/starts.h"
#include "test.h"

static const char told[] = "[BOOT] The node restarted within a minute again and again. Left out: ";

static struct rig *booted_with(const char *settings)
{
    struct rig *r = rig_new(&board_esp8266);

    ram_put(&r->ram, SETTINGS_FILE, settings);
    rig_boot(r);
    return r;
}

// The process or the chip ended and nobody had asked for it.
static void crash(struct rig *r)
{
    rig_power_on(r);
    r->node.starts.is_orderly = false;
    rig_boot(r);
}

static void crash_times(struct rig *r, int times)
{
    while (times--)
        crash(r);
}

static bool is_lit(struct rig *r) // what the hook does
{
    return r->sim.duty_permille[13] != 0;
}

static const char hook[] = "{\"boothook\": \"light rgb 9 9 9\"}";

static void test_three_quick_ends_leave_the_hooks_out(void **state)
{
    struct rig *r = booted_with(hook);

    (void)state;
    for (int i = 0; i < 2; i++) {
        crash(r);
        assert_true(is_lit(r));
    }
    crash(r);
    assert_false(is_lit(r));
    assert_true(rig_logged(r, told));
    for (int i = 0; i < 5; i++) // also for who crashes still
        crash(r);
    assert_false(is_lit(r));
    rig_free(r);
}

static void test_a_minute_of_life_begins_the_count_anew(void **state)
{
    struct rig *r = booted_with(hook);

    (void)state;
    for (int i = 0; i < 10; i++) {
        crash(r);
        crash(r);
        rig_wait_ms(r, STARTS_QUICK_MS);
        assert_null(ram_get(&r->ram, STARTS_FILE));
    }
    assert_true(is_lit(r));
    rig_free(r);
}

static void test_what_a_person_ends_is_not_counted(void **state)
{
    struct rig *r = booted_with(hook);

    (void)state;
    for (int i = 0; i < 10; i++) {
        peer_say(rig_enter(r, LINK_LOOPBACK), i % 2 ? "reboot" : "system reboot");
        assert_int_equal(r->reboots, i + 1);
        assert_true(is_lit(r));
    }
    for (int i = 0; i < 10; i++) { // the process was ended as asked
        rooms_stop(&r->node);
        crash(r);
    }
    for (int i = 0; i < 10; i++) { // the power was off
        rig_power_on(r);
        rig_boot(r);
    }
    assert_true(is_lit(r));
    assert_false(rig_logged(r, told));
    rig_free(r);
}

static void test_a_hook_whose_task_reboots_comes_to_rest(void **state)
{
    struct rig *r = booted_with("{\"boothook\": \"system reboot &\"}");

    (void)state;
    rig_wait_ms(r, 10 * STARTS_QUICK_MS);
    assert_int_equal(r->reboots, STARTS_QUICK);
    rig_free(r);
}

static void test_a_timer_that_reboots_comes_to_rest(void **state)
{
    struct rig *r = booted_with("{\"timirq\": true, \"timirqseq\": 1000, "
                                "\"timirqcbf\": \"system reboot\"}");
    struct peer *p;

    (void)state;
    rig_wait_ms(r, 10 * STARTS_QUICK_MS);
    assert_int_equal(r->reboots, STARTS_QUICK);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "hello >json",
                 "{\"devfid\": \"node01\", \"hwuid\": \"0x500x20x910x680xc0xf7\", "
                 "\"left_out\": \"calendar, timer, pins\"}\n");
    rig_free(r);
}

static void test_a_calendar_that_reboots_beside_a_hook_comes_to_rest_too(void **state)
{
    struct rig *r = booted_with("{\"boothook\": \"light rgb 9 9 9\", \"cron\": true, \"cronsync\": "
                                "false, \"crontasks\": \"*:*:*:*/5!system reboot\"}");

    (void)state;
    rig_wait_ms(r, 10 * STARTS_QUICK_MS);
    assert_int_equal(r->reboots, 2 * STARTS_QUICK);
    assert_true(rig_logged(r, "Left out: hooks, modules. "));
    assert_true(rig_logged(r, "Left out: hooks, modules, calendar, timer, pins. "));
    rig_free(r);
}

static void test_the_calendar_goes_on_where_the_hook_was_the_cause(void **state)
{
    struct rig *r = booted_with("{\"boothook\": \"system reboot &\", \"cron\": true, \"cronsync\": "
                                "false, \"crontasks\": \"*:*:*:0!light rgb 9 9 9\"}");

    (void)state;
    rig_wait_ms(r, 3 * STARTS_QUICK_MS);
    assert_int_equal(r->reboots, STARTS_QUICK);
    assert_true(is_lit(r));
    rig_free(r);
}

static void test_every_session_is_told_until_it_is_acknowledged(void **state)
{
    struct rig *r = booted_with(hook);
    char heard[256];

    (void)state;
    crash_times(r, STARTS_QUICK);
    rig_wait_ms(r, STARTS_QUICK_MS); // it lives, and tells it over further boots
    rig_reboot(r);
    rig_wait_ms(r, STARTS_QUICK_MS);
    struct peer *p = rig_open(r, LINK_REMOTE);
    assert_ptr_equal(strstr(peer_heard(p, heard, sizeof heard), told), heard);
    p = rig_open(r, LINK_LOOPBACK);
    assert_ptr_equal(strstr(peer_heard(p, heard, sizeof heard), told), heard);
    peer_say(p, "conf");
    tape_clear(&p->heard);
    expect_answer(p, "ack", "Acknowledged\n[configure] node01 $  ");
    expect_heard(rig_open(r, LINK_LOOPBACK), "node01 $  ");
    assert_null(ram_get(&r->ram, STARTS_FILE));
    assert_false(is_lit(r)); // from the next boot on
    rig_reboot(r);
    assert_true(is_lit(r));
    rig_free(r);
}

static void test_a_node_with_nothing_to_leave_out_keeps_no_count(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    rig_boot(r);
    crash_times(r, 10);
    assert_null(ram_get(&r->ram, STARTS_FILE));
    assert_false(rig_logged(r, told));
    ram_put(&r->ram, STARTS_FILE, "5!"); // the hook was taken out meanwhile
    crash(r);
    assert_null(ram_get(&r->ram, STARTS_FILE));
    rig_free(r);
}

static void test_a_count_that_is_none_counts_as_nothing(void **state)
{
    static const char *const counts[] = { "", "!", "x!", "-1", "\xff\xff", "0", "2", "9!more" };

    (void)state;
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct rig *r = booted_with(hook);
        ram_put(&r->ram, STARTS_FILE, counts[i]);
        crash(r);
        if (counts[i][0] != '9')
            assert_true(is_lit(r));
        rig_free(r);
    }
}

static void test_an_endless_loop_wears_no_flash(void **state)
{
    struct rig *r = booted_with(hook);

    (void)state;
    crash_times(r, 2 * STARTS_QUICK);
    unsigned before = r->ram.commits;
    crash_times(r, 100);
    assert_int_equal(r->ram.commits, before);
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_three_quick_ends_leave_the_hooks_out),
        TEST(test_a_minute_of_life_begins_the_count_anew),
        TEST(test_what_a_person_ends_is_not_counted),
        TEST(test_a_hook_whose_task_reboots_comes_to_rest),
        TEST(test_a_timer_that_reboots_comes_to_rest),
        TEST(test_a_calendar_that_reboots_beside_a_hook_comes_to_rest_too),
        TEST(test_the_calendar_goes_on_where_the_hook_was_the_cause),
        TEST(test_every_session_is_told_until_it_is_acknowledged),
        TEST(test_a_node_with_nothing_to_leave_out_keeps_no_count),
        TEST(test_a_count_that_is_none_counts_as_nothing),
        TEST(test_an_endless_loop_wears_no_flash),
    };

    return RUN(tests);
}
