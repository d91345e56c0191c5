// relay: time limits that nobody has to keep, interlock, the safe state.
#include "sim/faulty.h"
#include "test.h"

static const unsigned gpios[] = { 15, 10, 9, 14 }; // simple_0, simple_1, simple_2, pwm_5

static bool level(const struct rig *r, unsigned channel)
{
    return r->sim.level >> gpios[channel] & 1;
}

static void say(struct rig *r, const char *line)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[1024];

    peer_say(p, line);
    peer_heard(p, text, sizeof text);
    if (strstr(text, "execute_LM"))
        fail_msg("%s: %s", line, text);
    peer_close(p);
}

static void test_a_relay_goes_off_after_its_time(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "relay set 0 True 10", "RELAY 0: ON\n");
    assert_true(level(r, 0));
    peer_close(p); // who gave the command is gone
    rig_wait_ms(r, 9999);
    assert_true(level(r, 0));
    rig_wait_ms(r, 1);
    assert_false(level(r, 0));
}

static void test_the_limit_holds_whatever_is_asked(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    say(r, "relay limit 0 60");
    assert_string_equal(ram_get(&r->ram, "relay.pds"), "1,0,0,60,0,0,0");
    expect_reply(p, "relay set 0 True", "RELAY 0: ON\n");
    rig_wait_ms(r, 50000);
    expect_reply(p, "relay set 0 True", "RELAY 0: ON\n"); // once more makes it no longer
    expect_reply(p, "relay set 0 True 100", "RELAY 0: ON\n");
    rig_wait_ms(r, 9999);
    assert_true(level(r, 0));
    rig_wait_ms(r, 1);
    assert_false(level(r, 0));
    expect_reply(p, "relay set 0 True 5", "RELAY 0: ON\n"); // less than the limit
    rig_wait_ms(r, 5000);
    assert_false(level(r, 0));
    expect_reply(p, "relay toggle", "RELAY 0: ON\n");
    rig_wait_ms(r, 60000);
    assert_false(level(r, 0));
    expect_reply(p, "relay toggle", "RELAY 0: ON\n");
    rig_wait_ms(r, 20000);
    say(r, "relay limit 0 10"); // it is over already
    rig_wait_ms(r, 1);
    assert_false(level(r, 0));
}

static void test_a_limit_outlives_a_busy_loop_and_a_wrapped_clock(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    r->now_ms = 0xffffffffu - 3000; // the clock of the modules wraps
    rig_tell_time(r);
    expect_reply(p, "relay set 0 True 10", "RELAY 0: ON\n");
    rig_wait_ms(r, 9999);
    assert_true(level(r, 0));
    rig_wait_ms(r, 1);
    assert_false(level(r, 0));
}

static void test_interlocked_relays_are_never_on_together(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    say(r, "relay setup 3 interlock=True");
    expect_reply(p, "relay set 0 True", "RELAY 0: ON\n");
    expect_reply(p, "relay set 2 True", "RELAY 2: ON\n");
    assert_false(level(r, 0));
    assert_true(level(r, 2));
    expect_reply(p, "relay toggle 1", "RELAY 1: ON\n");
    assert_false(level(r, 2));
    assert_true(level(r, 1));
    expect_reply(p, "relay off", "RELAYS: OFF\n");
    assert_false(level(r, 1));
    expect_reply(p, "relay set 3 True",
                 "relay 3: there are 3, from 0 on; relay setup says how many\n");
    expect_reply(
        p, "relay set 4 True",
        "execute_LM_function LM_relay->set: channel: 4 is out of range, it takes 0 to 3\n");
}

static void test_relays_that_a_low_level_switches_on(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    say(r, "relay setup 2 active_low=True");
    assert_true(level(r, 0) && level(r, 1)); // off
    expect_reply(p, "relay set 1 True", "RELAY 1: ON\n");
    assert_true(level(r, 0) && !level(r, 1));
    expect_reply(p, "system module 'relay'", "Module unload relay done.\n");
    assert_true(level(r, 1));
    expect_reply(p, "relay status",
                 "channels: 2\ninterlock: 0\nactive_low: 1\nlimit 0: 0\nlimit 1: 0\nlimit 2: 0\n"
                 "limit 3: 0\non 0: 0\non 1: 0\non 2: 0\non 3: 0\n");
}

static void test_after_a_reboot_all_are_off(void **state)
{
    struct rig *r = *state;

    say(r, "relay setup 2");
    say(r, "relay set 1 True");
    rig_set(r, "boothook", "relay status");
    rig_reboot(r);
    assert_false(level(r, 0) || level(r, 1));
    assert_int_equal(r->sim.use[gpios[1]], PIN_OUT); // driven to it
}

// Every operation fails in turn, while four relays are used: whatever it was, all are off soon, and
// the answer says that something went wrong.
static void test_a_failure_switches_all_off(void **state)
{
    struct rig *r = *state;
    struct faulty f;
    char text[256];

    rig_set(r, "pled", "false");
    say(r, "relay setup 4 interlock=True");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    for (unsigned n = 1; n <= 4; n++) {
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        say(r, "relay set 0 True");
        f.calls = 0;
        f.fail_at = n;
        peer_say(p, "relay set 3 True");
        peer_heard(p, text, sizeof text);
        assert_string_equal(text, "execute_LM_function LM_relay->set: device did not answer\n"
                                  "node01 $  ");
        rig_wait_ms(r, 200);
        for (unsigned i = 0; i < 4; i++)
            assert_false(level(r, i));
        peer_close(p);
    }
    // The timer's own write fails: it is tried again.
    say(r, "relay set 2 True 5");
    f.calls = 0;
    f.fail_at = 1;
    rig_wait_ms(r, 5200);
    assert_false(level(r, 2));
    assert_true(rig_logged(r, "LM_relay tick: device did not answer"));
    r->node.pins.hw = &r->sim.hw;
}

static void test_a_pin_in_use_is_told(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "servo Servo 70");
    tape_clear(&p->heard);
    expect_reply(p, "relay set 0 True",
                 "execute_LM_function LM_relay->set: pin simple_0 (GPIO15) is in use as pwm by "
                 "servo\n");
}

static void test_a_limit_counts_from_weeks_ago(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "relay set 0 True", "RELAY 0: ON\n");
    r->now_ms += 26ull * 86400000; // past 2^31 ms
    rig_wait_ms(r, 1);
    assert_true(r->sim.level >> 15 & 1);
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "relay limit 0 3600");
    rig_wait_ms(r, 10);
    assert_false(r->sim.level >> 15 & 1);
}

static void test_a_refused_pin_leaves_it_off(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[512];

    expect_reply(p, "genio set_pwm simple_0 100", "100\n");
    expect_reply(p, "relay set 0 True",
                 "execute_LM_function LM_relay->set: pin simple_0 (GPIO15) is in use as pwm by "
                 "genio\n");
    peer_say(p, "relay status");
    peer_heard(p, text, sizeof text);
    assert_non_null(strstr(text, "on 0: 0\n"));
    assert_true(rooms_poll(&r->node) > 1000); // nothing is tried again
    expect_reply(p, "genio release simple_0", "FREE simple_0\n");
    expect_reply(p, "relay set 0 True", "RELAY 0: ON\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_relay_goes_off_after_its_time),
        RIG_TEST(test_the_limit_holds_whatever_is_asked),
        RIG_TEST(test_a_limit_outlives_a_busy_loop_and_a_wrapped_clock),
        RIG_TEST(test_interlocked_relays_are_never_on_together),
        RIG_TEST(test_relays_that_a_low_level_switches_on),
        RIG_TEST(test_after_a_reboot_all_are_off),
        RIG_TEST(test_a_failure_switches_all_off),
        RIG_TEST(test_a_pin_in_use_is_told),
        RIG_TEST(test_a_limit_counts_from_weeks_ago),
        RIG_TEST(test_a_refused_pin_leaves_it_off),
    };

    return RUN(tests);
}
