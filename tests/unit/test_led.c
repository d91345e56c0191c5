// The progress LED.
#include "test.h"

static struct tape traced;

static void keep(void *ctx, struct text line)
{
    tape_add(ctx, line.p, line.len);
    tape_add(ctx, "\n", 1);
}

static void
test_the_led_changes_with_the_first_command_of_a_round_and_is_back_after_it(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)rooms_poll(&r->node);
    tape_clear(&traced);
    r->sim.trace = keep;
    r->sim.trace_ctx = &traced;
    expect_reply(p, "version", NODE_VERSION "\n");
    expect_reply(p, "version", NODE_VERSION "\n");
    assert_string_equal(traced.data, "pin 16 1\n");
    (void)rooms_poll(&r->node);
    (void)rooms_poll(&r->node);
    assert_string_equal(traced.data, "pin 16 1\npin 16 0\n");
    tape_clear(&traced);
}

static void test_the_led_is_back_even_when_pled_was_switched_off_meanwhile(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)rooms_poll(&r->node);
    expect_reply(p, "version", NODE_VERSION "\n");
    rig_set(r, "pled", "false");
    (void)rooms_poll(&r->node);
    assert_false(r->sim.level >> 16 & 1);
}

static void test_without_pled_it_stays_as_it_is(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_set(r, "pled", "false");
    (void)rooms_poll(&r->node);
    r->sim.trace = keep;
    r->sim.trace_ctx = &traced;
    expect_reply(p, "version", NODE_VERSION "\n");
    assert_null(traced.data);
}

static void test_a_board_whose_led_fails_or_is_missing_works_on(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    static const struct board_pin none[] = { { 0 } };
    struct board bare = board_esp8266;

    r->sim.hw.pin_read = NULL;
    expect_reply(p, "version", NODE_VERSION "\n");
    bare.pins = none;
    struct rig *q = rig_new(&bare);
    rig_boot(q);
    p = rig_enter(q, LINK_LOOPBACK);
    expect_reply(p, "version", NODE_VERSION "\n");
    rig_free(q);
}

static void test_a_led_whose_pin_is_taken_stays_as_it_is(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_set(r, "pled", "false");
    rig_reboot(r);
    p = rig_enter(r, LINK_LOOPBACK);
    pins_release(&r->node.pins, 16); // as a board has it whose boot does not blink
    expect_reply(p, "genio set_pwm builtin 300", "300\n");
    rig_set(r, "pled", "true");
    expect_reply(p, "version", NODE_VERSION "\n");
    (void)rooms_poll(&r->node);
    assert_false(r->node.led_is_inverted);
    assert_int_equal(r->sim.use[16], PIN_PWM);
    assert_int_equal(r->sim.duty_permille[16], 300);
    expect_reply(p, "system heartbeat",
                 "execute_LM_function LM_system->heartbeat: pin builtin (GPIO16) is in use as pwm "
                 "by genio\n");
    expect_reply(p, "genio release builtin", "FREE builtin\n");
    expect_reply(p, "version", NODE_VERSION "\n");
    assert_true(r->sim.use[16] == PIN_OUT && r->node.led_is_inverted);
    assert_true(r->sim.level >> 16 & 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_the_led_changes_with_the_first_command_of_a_round_and_is_back_after_it),
        RIG_TEST(test_the_led_is_back_even_when_pled_was_switched_off_meanwhile),
        RIG_TEST(test_a_led_whose_pin_is_taken_stays_as_it_is),
        RIG_TEST(test_without_pled_it_stays_as_it_is),
        RIG_TEST(test_a_board_whose_led_fails_or_is_missing_works_on),
    };

    return RUN(tests);
}
