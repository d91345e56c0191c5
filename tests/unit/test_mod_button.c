// button: clicks, double clicks, long presses, bounces; commands that are kept.
#include "loader/loader.h"
#include "sim/faulty.h"
#include "test.h"

enum { PIN = 14, OTHER = 13 }; // GPIOs of irq3 and irq2 on an esp8266

static void drive(struct rig *r, unsigned gpio, bool level, unsigned ms)
{
    assert_int_equal(hw_pin_drive(&r->sim.hw, gpio, level), OK);
    rig_wait_ms(r, ms);
}

static void press(struct rig *r, unsigned ms, unsigned pause_ms)
{
    drive(r, PIN, false, ms);
    drive(r, PIN, true, pause_ms);
}

static void expect_counts(struct rig *r, int clicks, int doubles, int longs)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    int got[3] = { -1, -1, -1 };
    char text[1024];

    peer_say(p, "button status");
    peer_heard(p, text, sizeof text);
    const char *at = strstr(text, "clicks: ");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "clicks: %d\ndoubles: %d\nlongs: %d", &got[0], &got[1], &got[2]),
                     3);
    assert_int_equal(got[0], clicks);
    assert_int_equal(got[1], doubles);
    assert_int_equal(got[2], longs);
    peer_close(p);
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

static void test_a_click_gives_its_command(void **state)
{
    struct rig *r = *state;

    say(r, "button on click 'dimmer set_value 111'");
    press(r, 60, 100);
    assert_int_equal(r->sim.duty_permille[14], 0); // pwm_5 is the pin of the button: it is taken
    say(r, "button on click 'light rgb 111 0 0'");
    press(r, 60, 100);
    assert_int_equal(r->sim.duty_permille[13], 111);
    expect_counts(r, 2, 0, 0);
}

static void test_a_second_click_in_time_is_a_double_click(void **state)
{
    struct rig *r = *state;

    say(r, "button on click 'light rgb 1 0 0'");
    say(r, "button on double 'light rgb 2 0 0'");
    press(r, 60, 250); // the gap is not over
    expect_counts(r, 0, 0, 0);
    rig_wait_ms(r, 100);
    expect_counts(r, 1, 0, 0);
    assert_int_equal(r->sim.duty_permille[13], 1);
    press(r, 60, 100);
    press(r, 60, 400);
    expect_counts(r, 1, 1, 0);
    assert_int_equal(r->sim.duty_permille[13], 2);
    press(r, 60, 500);
    press(r, 60, 500);
    expect_counts(r, 3, 1, 0);
}

static void test_a_long_press_counts_while_it_lasts(void **state)
{
    struct rig *r = *state;

    say(r, "button on long 'light rgb 3 0 0'");
    drive(r, PIN, false, 900);
    expect_counts(r, 0, 0, 0);
    rig_wait_ms(r, 200);
    expect_counts(r, 0, 0, 1);
    assert_int_equal(r->sim.duty_permille[13], 3);
    rig_wait_ms(r, 5000);
    drive(r, PIN, true, 1000);
    expect_counts(r, 0, 0, 1); // no click at its end
    press(r, 60, 500);
    expect_counts(r, 1, 0, 1);
}

static void test_bounces_are_one_click(void **state)
{
    struct rig *r = *state;

    say(r, "button load irq3");
    for (int i = 0; i < 7; i++)
        drive(r, PIN, i % 2, 3);
    drive(r, PIN, false, 100);
    for (int i = 0; i < 8; i++)
        drive(r, PIN, i % 2, 3);
    drive(r, PIN, true, 500);
    expect_counts(r, 1, 0, 0);
    press(r, 15, 500); // shorter than what counts
    expect_counts(r, 1, 0, 0);
}

static void test_times_count_from_the_edges(void **state)
{
    struct rig *r = *state;

    say(r, "button load irq3");
    say(r, "button timing 200 300 1000");
    drive(r, PIN, false, 1050); // it counts after 200 ms, and is long 1000 ms after its edge
    expect_counts(r, 0, 0, 1);
    drive(r, PIN, true, 1000);
    say(r, "button timing 20 300 1000");
    drive(r, PIN, false, 0);
    r->now_ms += 990; // the loop has no time to sample
    drive(r, PIN, true, 500);
    expect_counts(r, 1, 0, 1);
    drive(r, PIN, false, 0);
    r->now_ms += 1010;
    drive(r, PIN, true, 500);
    expect_counts(r, 1, 0, 2);
}

static void test_at_rest_it_costs_nothing(void **state)
{
    struct rig *r = *state;

    say(r, "button load irq3");
    press(r, 60, 1000);
    assert_true(rooms_poll(&r->node) > 1000);
}

static void test_the_pin_and_its_level_can_be_chosen(void **state)
{
    struct rig *r = *state;

    say(r, "button load irq2 active_high=True");
    assert_int_equal(r->sim.use[OTHER], PIN_IN_DOWN);
    drive(r, OTHER, true, 60);
    drive(r, OTHER, false, 500);
    expect_counts(r, 1, 0, 0);
    drive(r, PIN, false, 60); // no longer this one
    drive(r, PIN, true, 500);
    expect_counts(r, 1, 0, 0);
    say(r, "button load irq3 active_high=False");
    assert_int_equal(r->sim.use[OTHER], PIN_FREE);
    press(r, 60, 500);
    expect_counts(r, 2, 0, 0);
}

static void test_commands_with_quotes_are_kept_over_a_reboot(void **state)
{
    struct rig *r = *state;

    say(r, "button on click \"light rgb 7 0 0\"");
    say(r, "button on long 'system log, \\'a\\\\b\\''");
    say(r, "button timing 30 400 1500");
    assert_string_equal(ram_get(&r->ram, "button.pds"),
                        "2,0,30,400,1500,'light rgb 7 0 0','','system log, \\'a\\\\b\\''");
    rig_set(r, "boothook", "button load");
    rig_reboot(r);
    press(r, 60, 500);
    assert_int_equal(r->sim.duty_permille[13], 7);
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[1024];
    peer_say(p, "button status >json");
    peer_heard(p, text, sizeof text);
    assert_non_null(strstr(text, "\"on long\": \"system log, 'a\\\\b'\""));
}

static void test_a_command_may_unload_the_button(void **state)
{
    struct rig *r = *state;

    say(r, "button on click \"system module 'button'\"");
    press(r, 60, 500);
    assert_int_equal(r->sim.use[PIN], PIN_FREE);
    press(r, 60, 500);
    assert_int_equal(r->sim.use[PIN], PIN_FREE);
}

static void test_a_command_that_does_not_work_is_in_the_log(void **state)
{
    struct rig *r = *state;

    say(r, "button on click 'nosuch thing'");
    press(r, 60, 500);
    assert_true(rig_logged(r, "no load module of that name"));
    expect_counts(r, 1, 0, 0);
}

// Their pins are the same on some boards.
static int module_unload(struct rig *r, const char *command)
{
    char name[16];

    snprintf(name, sizeof name, "%.*s", (int)strcspn(command, " "), command);
    return loader_unload(&r->node, text_of(name));
}

static void test_a_command_that_could_not_run_is_taken_and_told(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    static const char *const rows[][2] = {
        { "button on click 'lihgt toggle'",
          "\non click: lihgt toggle\non double: \non long: \nclicks: 0\ndoubles: 0\nlongs: 0\n"
          "warning: there is no module lihgt now; did you mean light?\n" },
        { "button on click 'light toggle maybe' >json",
          "\"warning\": \"light toggle: state: 'maybe' is not accepted; on or off\"}\n" },
        { "presence subscribe on='light toggle' off='light'",
          "\nwarning: which function of light?\n" },
        { "rencoder on_turn 'dimmer set_vlue'",
          "\nwarning: dimmer has no function set_vlue; did you mean set_value?\n" },
        { "pid input 'ds18 mesure' 5",
          "\nwarning: ds18 has no function mesure; did you mean measure?\n" },
    };
    static const char *const right[] = {
        "button on click 'light toggle'",
        "button on click ''",
        "presence subscribe 'light toggle on'",
        "rencoder on_turn 'dimmer set_value'",
        "rencoder on_turn ''",
        "pid input 'ds18 measure' 5",
    };
    char text[1000];

    for (size_t i = 0; i < COUNT(rows); i++) {
        peer_say(p, rows[i][0]);
        peer_heard(p, text, sizeof text);
        if (!strstr(text, rows[i][1]))
            fail_msg("%s: %s", rows[i][0], text);
        (void)module_unload(r, rows[i][0]);
    }
    for (size_t i = 0; i < COUNT(right); i++) {
        peer_say(p, right[i]);
        peer_heard(p, text, sizeof text);
        if (strstr(text, "warning"))
            fail_msg("%s: %s", right[i], text);
        (void)module_unload(r, right[i]);
    }
}

static void test_a_pin_that_fails_gives_no_click(void **state)
{
    struct rig *r = *state;
    struct faulty f;

    rig_set(r, "pled", "false");
    say(r, "button load irq3");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    for (unsigned n = 1; n <= 4; n++) {
        f.calls = 0;
        f.fail_at = n;
        press(r, 60, 500);
        f.fail_at = 0;
    }
    press(r, 60, 500);
    expect_counts(r, 1, 0, 0);
    assert_true(rig_logged(r, "LM_button"));
    r->node.pins.hw = &r->sim.hw;
}

static void test_what_it_does_not_take_is_said(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "button load irq9",
                 "execute_LM_function LM_button->load: pin: 'irq9' is not accepted; "
                 "irq1, irq2, irq3 or irq4\n");
    expect_reply(p, "button on triple 'x y'",
                 "execute_LM_function LM_button->on: event: 'triple' is not accepted; "
                 "click, double or long\n");
    peer_say(p, "light rgb 1 2 3");
    tape_clear(&p->heard);
    expect_reply(p, "button load irq2",
                 "execute_LM_function LM_button->load: pin irq2 (GPIO13) is in use as pwm by "
                 "light\n");
}

static void test_the_pin_of_another_module_stays_its_own(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    say(r, "dimmer set_value 300"); // where a button is at first
    say(r, "button load irq2");
    assert_int_equal(r->sim.use[PIN], PIN_PWM);
    assert_int_equal(r->sim.duty_permille[PIN], 300);
    say(r, "switch set_state 1");
    expect_reply(p, "servo Servo_deinit", "DEINIT SERVO\n");
    assert_int_equal(r->sim.use[15], PIN_OUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_click_gives_its_command),
        RIG_TEST(test_a_second_click_in_time_is_a_double_click),
        RIG_TEST(test_a_long_press_counts_while_it_lasts),
        RIG_TEST(test_bounces_are_one_click),
        RIG_TEST(test_times_count_from_the_edges),
        RIG_TEST(test_at_rest_it_costs_nothing),
        RIG_TEST(test_the_pin_and_its_level_can_be_chosen),
        RIG_TEST(test_commands_with_quotes_are_kept_over_a_reboot),
        RIG_TEST(test_a_command_may_unload_the_button),
        RIG_TEST(test_a_command_that_does_not_work_is_in_the_log),
        RIG_TEST(test_a_command_that_could_not_run_is_taken_and_told),
        RIG_TEST(test_a_pin_that_fails_gives_no_click),
        RIG_TEST(test_what_it_does_not_take_is_said),
        RIG_TEST(test_the_pin_of_another_module_stays_its_own),
    };

    return RUN(tests);
}
