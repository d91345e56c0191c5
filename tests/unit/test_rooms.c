// What arises inside a poll of the node is done at once, and not at the next event: a wish for a
// restart, and what a command of one room makes due in a room that had its turn before. The rig
// looks for wishes where ports do: before it polls.
#include "test.h"

#define NOON_S INT64_C(1795348800) // 2026-11-22 12:00:00 UTC

static struct rig *boot_with(const char *const (*settings)[2])
{
    struct rig *r = rig_new(&board_esp8266);

    r->wall_s = NOON_S;
    rig_tell_time(r);
    rig_load(r);
    for (; (*settings)[0]; settings++)
        rig_set(r, (*settings)[0], (*settings)[1]);
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 0);
    return r;
}

static void say(struct rig *r, const char *line)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, line);
    tape_clear(&p->heard);
}

// Fails unless the restart comes in the very millisecond.
static void expect_reboot_after_ms(struct rig *r, uint32_t ms)
{
    rig_wait_ms(r, ms - 1);
    assert_int_equal(r->reboots, 0);
    rig_wait_ms(r, 1);
    assert_int_equal(r->reboots, 1);
    rig_free(r);
}

static void test_a_task(void **state)
{
    struct rig *r = boot_with((const char *const[][2]){ { NULL, NULL } });

    (void)state;
    say(r, "system reboot &300");
    expect_reboot_after_ms(r, 300);
}

static void test_the_timer(void **state)
{
    struct rig *r = boot_with((const char *const[][2]){
        { "timirq", "true" }, { "timirqcbf", "system reboot" }, { NULL, NULL } });

    (void)state;
    expect_reboot_after_ms(r, 3000);
}

static void test_the_calendar(void **state)
{
    struct rig *r = boot_with((const char *const[][2]){ { "cron", "true" },
                                                        { "cronsync", "false" },
                                                        { "crontasks", "*:*:*:30!system reboot" },
                                                        { NULL, NULL } });

    (void)state;
    expect_reboot_after_ms(r, 30000);
}

static void test_a_module_that_ticks(void **state)
{
    struct rig *r = boot_with((const char *const[][2]){ { NULL, NULL } });

    (void)state;
    say(r, "presence subscribe off='system reboot'");
    say(r, "presence load 5");
    say(r, "presence motion_trig");
    rig_wait_ms(r, 4000);
    assert_int_equal(r->reboots, 0);
    rig_wait_ms(r, 1000);
    assert_int_equal(r->reboots, 1);
    rig_free(r);
}

static void test_an_edge(void **state)
{
    struct rig *r = boot_with((const char *const[][2]){
        { "irq1", "true" }, { "irq1_cbf", "system reboot" }, { NULL, NULL } });

    (void)state;
    assert_int_equal(hw_pin_drive(&r->sim.hw, 12, true), OK);
    rig_wait_ms(r, 0);
    assert_int_equal(r->reboots, 1);
    rig_free(r);
}

// One look, as the port has it when that moment has come.
static uint32_t poll_after_ms(struct rig *r, uint32_t ms)
{
    rig_wait_ms(r, ms - 1);
    r->now_ms++;
    rig_tell_time(r);
    return rooms_poll(&r->node);
}

// The rooms behind the one that wishes are not asked any more: they belong to the next life.
static void test_nothing_else_is_begun(void **state)
{
    struct rig *r = boot_with((const char *const[][2]){
        { "timirq", "true" }, { "timirqcbf", "system reboot" }, { NULL, NULL } });

    (void)state;
    say(r, "light rgb 500 0 0 &3000");
    assert_int_equal(poll_after_ms(r, 3000), 0);
    assert_int_equal(rooms_poll(&r->node), 0);
    assert_int_equal(r->sim.duty_permille[13], 0);
    assert_int_equal(r->node.wish, WISH_REBOOT);
    rig_free(r);
}

// The tasks have their turn after the modules: a fade that one begins must not wait for an event.
static void test_a_task_that_makes_a_module_tick(void **state)
{
    struct rig *r = boot_with((const char *const[][2]){ { NULL, NULL } });

    (void)state;
    say(r, "presence subscribe off='light rgb 0 0 0'");
    say(r, "presence load 5");
    say(r, "light rgb 500 0 0");
    say(r, "presence motion_trig &300");
    assert_int_equal(poll_after_ms(r, 300), 5000);
    rig_free(r);
}

// A task that takes the place of one of the same name, which has its turn before the one that
// starts it.
static void test_a_task_that_starts_a_task(void **state)
{
    struct rig *r = boot_with((const char *const[][2]){ { NULL, NULL } });

    (void)state;
    say(r, "light rgb 1 0 0 &");
    rig_wait_ms(r, 0);
    say(r, "presence subscribe on='light rgb 7 0 0 &100'");
    say(r, "presence motion_trig &300");
    assert_int_equal(poll_after_ms(r, 300), 100);
    rig_wait_ms(r, 100);
    assert_int_equal(r->sim.duty_permille[13], 7);
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_task),
        TEST(test_the_timer),
        TEST(test_the_calendar),
        TEST(test_a_module_that_ticks),
        TEST(test_an_edge),
        TEST(test_nothing_else_is_begun),
        TEST(test_a_task_that_makes_a_module_tick),
        TEST(test_a_task_that_starts_a_task),
    };

    return RUN(tests);
}
