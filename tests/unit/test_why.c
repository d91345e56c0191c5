// Whose command changed a load module last.
#include "loader/why.h"
#include "wired.h"

static void test_nothing_has_changed_it(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "why light", "light: nothing has changed it since the boot\n");
    expect_reply(p, "why light >json", "{\"module\": \"light\", \"by\": null}\n");
    expect_reply(p, "why", "Invalid why cmd! Help: why <module>\n");
    expect_reply(p, "why nolm", "Invalid why cmd! Help: why <module>\n");
    expect_reply(p, "why nolm >json", "{\"error\": \"no such module\"}\n");
}

static void test_a_session_is_named(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *c;

    expect_reply(p, "light rgb 1 2 3", "SET rgb: R1G2B3\n");
    rig_wait_ms(r, 5000);
    expect_reply(p, "why light", "light rgb: by shell 127.0.0.1:50000, 5 s ago\n");
    expect_reply(p, "why LM_light >json",
                 "{\"module\": \"light\", \"function\": \"rgb\", \"by\": "
                 "\"shell 127.0.0.1:50000, 5 s ago\"}\n");
    expect_reply(p, "light rgb 1 2 3", "SET rgb: R1G2B3\n"); // that changes nothing
    expect_reply(p, "why light", "light rgb: by shell 127.0.0.1:50000, 5 s ago\n");
    rig_set(r, "dbg", "false");
    c = rig_enter(r, LINK_CONSOLE);
    expect_reply(c, "light toggle", "OFF\n");
    expect_reply(p, "why light", "light toggle: by shell console, 0 s ago\n");
    expect_reply(p, "system module 'light'", "Module unload light done.\n");
    expect_reply(p, "why light", "light: nothing has changed it since the boot\n");
}

static void test_tasks_hooks_and_pins_are_named(void **state)
{
    struct rig *r = *state;
    struct peer *p;

    rig_set(r, "boothook", "light rgb 1 2 3; switch toggle &");
    rig_set(r, "irq1", "true");
    rig_set(r, "irq1_cbf", "light rgb 5 6 7");
    rig_set(r, "timirq", "true");
    rig_set(r, "timirqcbf", "dimmer set_value 20 &");
    rig_set(r, "crontasks", "*:*:*:*!light toggle");
    rig_set(r, "cronsync", "false");
    rig_reboot(r);
    rig_wait_ms(r, 0);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "why light", "light rgb: by boot, 0 s ago\n");
    rig_set(r, "cron", "true");
    rig_wait_ms(r, 1000);
    rig_set(r, "cron", "false");
    expect_reply(p, "why light", "light toggle: by cron 1, 0 s ago\n");
    peer_say(p, "why switch");
    assert_non_null(strstr(p->heard.data, "by task of boot, 1 s ago"));
    tape_clear(&p->heard);
    rig_wait_ms(r, 2000);
    peer_say(p, "why dimmer");
    if (!strstr(p->heard.data, "by task of timer, 0 s ago"))
        fail_msg("%s", p->heard.data);
    tape_clear(&p->heard);
    expect_reply(p, "light rgb 9 9 9 &", "{'light.rgb': 'Starting'}\n");
    rig_wait_ms(r, 0);
    expect_reply(p, "why light", "light rgb: by task of shell, 0 s ago\n");
    expect_reply(p, "sim press irq1", "irq1: pressed\n");
    rig_wait_ms(r, 0);
    expect_reply(p, "why light", "light rgb: by pin 1, 0 s ago\n");
}

static void test_a_module_is_named_with_what_moved_it(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "button on click 'light toggle'");
    tape_clear(&p->heard);
    expect_reply(p, "sim press irq3 100", "irq3: pressed\n");
    rig_wait_ms(r, 2000);
    expect_reply(p, "why light", "light toggle: by module button of its timer, 2 s ago\n");
    peer_say(p, "system module 'light'"); // they share a pin
    peer_say(p, "rencoder on_turn 'neopixel brightness'");
    peer_say(p, "sim set rencoder.step 1");
    rig_wait_ms(r, 0);
    tape_clear(&p->heard);
    expect_reply(p, "why neopixel >json",
                 "{\"module\": \"neopixel\", \"function\": \"brightness\", \"by\": "
                 "\"module rencoder of its pin, 0 s ago\"}\n");
    expect_reply(p, "system module 'rencoder'", "Module unload rencoder done.\n");
    peer_say(p, "servo Servo 77"); // its number may be the one that is free now
    tape_clear(&p->heard);
    expect_reply(p, "why neopixel", "neopixel brightness: by module of its pin, 0 s ago\n");
}

static void test_a_module_without_a_state_is_known_by_what_it_drives(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "genio get_in simple_1 up", "1\n");
    expect_reply(p, "why genio", "genio: nothing has changed it since the boot\n");
    expect_reply(p, "genio release simple_1", "FREE simple_1\n");
    expect_reply(p, "genio set_out simple_1 True", "1\n");
    expect_reply(p, "why genio", "genio set_out: by shell 127.0.0.1:50000, 0 s ago\n");
    expect_reply(p, "gpio RGB(1,2,3)", "SET RGB\n");
    expect_reply(p, "why gpio", "gpio RGB: by shell 127.0.0.1:50000, 0 s ago\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_nothing_has_changed_it),
        RIG_TEST(test_a_session_is_named),
        RIG_TEST(test_tasks_hooks_and_pins_are_named),
        WIRED_TEST(test_a_module_is_named_with_what_moved_it),
        RIG_TEST(test_a_module_without_a_state_is_known_by_what_it_drives),
    };

    return RUN(tests);
}
