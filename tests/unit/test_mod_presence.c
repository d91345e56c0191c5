// presence: somebody comes, stays, leaves; the commands for it.
#include "sim/faulty.h"
#include "test.h"

static unsigned red(const struct rig *r)
{
    return r->sim.duty_permille[13];
}

static void say(struct rig *r, const char *line)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[1024];

    peer_say(p, line);
    rig_wait_ms(r, 0);
    peer_heard(p, text, sizeof text);
    if (strstr(text, "execute_LM"))
        fail_msg("%s: %s", line, text);
    peer_close(p);
}

static void start(struct rig *r)
{
    say(r, "presence subscribe on='light rgb 500 0 0' off='light rgb 0 0 0'");
    say(r, "presence load 30");
}

static void test_motion_holds_for_the_time_after_the_last(void **state)
{
    struct rig *r = *state;

    start(r);
    assert_int_equal(red(r), 0);
    say(r, "sim set pir 1");
    assert_int_equal(red(r), 500);
    rig_wait_ms(r, 100000); // it sees motion all the time
    assert_int_equal(red(r), 500);
    say(r, "sim set pir 0");
    rig_wait_ms(r, 29000);
    assert_int_equal(red(r), 500);
    say(r, "sim set pir 1");
    say(r, "sim set pir 0");
    rig_wait_ms(r, 29900);
    assert_int_equal(red(r), 500);
    rig_wait_ms(r, 200);
    assert_int_equal(red(r), 0);
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "presence status",
                 "present: 0\ntimer: 30\nmotions: 2\non: light rgb 500 0 0\noff: light rgb 0 0 "
                 "0\n");
}

static void test_coming_is_told_once(void **state)
{
    struct rig *r = *state;

    start(r);
    say(r, "sim set pir 1");
    say(r, "light rgb 7 0 0");
    say(r, "sim set pir 0");
    say(r, "sim set pir 1");
    assert_int_equal(red(r), 7);
}

static void test_a_command_can_be_the_sensor(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    say(r, "presence subscribe on='light rgb 500 0 0' off='light rgb 0 0 0'");
    expect_reply(p, "presence motion_trig", "MOTION\n");
    assert_int_equal(red(r), 500);
    rig_wait_ms(r, 119900);
    assert_int_equal(red(r), 500);
    rig_wait_ms(r, 200);
    assert_int_equal(red(r), 0);
}

static void test_it_is_kept_and_begins_with_what_it_sees(void **state)
{
    struct rig *r = *state;

    start(r);
    assert_string_equal(ram_get(&r->ram, "presence.pds"),
                        "30,'light rgb 500 0 0','light rgb 0 0 0'");
    rig_set(r, "boothook", "sim set pir 1; presence load");
    rig_reboot(r);
    assert_int_equal(red(r), 500);
}

static void test_a_sensor_that_fails_sees_nobody(void **state)
{
    struct rig *r = *state;
    struct faulty f;

    rig_set(r, "pled", "false");
    start(r);
    say(r, "sim set pir 1");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    f.fail_at = 1;
    rig_wait_ms(r, 30100);
    assert_int_equal(red(r), 0);
    assert_true(rig_logged(r, "LM_presence tick: device did not answer"));
    r->node.pins.hw = &r->sim.hw;
}

static void test_a_command_may_unload_it(void **state)
{
    struct rig *r = *state;

    say(r, "presence subscribe on=\"system module 'presence'\"");
    say(r, "presence load 1");
    say(r, "sim set pir 1");
    rig_wait_ms(r, 5000);
    assert_int_equal(r->sim.use[9], PIN_FREE);
    say(r, "presence motion_trig");
    assert_int_equal(r->sim.use[9], PIN_FREE);
    say(r, "presence load 1");
    assert_int_equal(r->sim.use[9], PIN_FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_motion_holds_for_the_time_after_the_last),
        RIG_TEST(test_coming_is_told_once),
        RIG_TEST(test_a_command_can_be_the_sensor),
        RIG_TEST(test_it_is_kept_and_begins_with_what_it_sees),
        RIG_TEST(test_a_sensor_that_fails_sees_nobody),
        RIG_TEST(test_a_command_may_unload_it),
    };

    return RUN(tests);
}
