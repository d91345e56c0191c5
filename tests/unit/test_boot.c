// The boot sequence: its order, its hooks, what it writes, what it says about damaged settings.
#include "command/configure.h"
#include "node/keys.h"
#include "node/set.h"
#include "test.h"

static struct rig *booted_with(const char *settings)
{
    struct rig *r = rig_new(&board_esp8266);

    if (settings)
        ram_put(&r->ram, SETTINGS_FILE, settings);
    rig_boot(r);
    return r;
}

static void expect_order(const char *log, const char *const *labels)
{
    for (const char *at = log; *labels; labels++) {
        const char *found = strstr(at, *labels);
        if (!found)
            fail_msg("\"%s\" is not where it belongs in:\n%s", *labels, log);
        at = found;
    }
}

static void test_the_phases_come_in_the_original_s_order(void **state)
{
    static const char *const labels[] = {
        "[CONFIGHANDLER] new node: factory settings",
        "[loader][main mode] Start micrOS (default) " NODE_VERSION " on esp8266",
        "~~~~~ [PROFILING INFO] - [1] MAIN BASELOAD ~~~~~",
        "GC MemFree[byte]: 40000",
        "Set up CPU 16MHz/24MHz - boostmd: True",
        "[2] AFTER SAFE BOOT HOOK",
        "[3] AFTER NETWORK CONFIGURATION",
        "[4] AFTER SOCKET SERVER CREATION",
        "[5] AFTER TIMER INTERRUPT SETUP",
        "[6] AFTER EXTERNAL INTERRUPT SETUP",
        "[ socket server ] SERVER ADDR: telnet 127.0.0.1 9008",
        NULL,
    };
    struct rig *r = booted_with(NULL);

    (void)state;
    expect_order(r->log.data, labels);
    assert_int_equal(r->sim.cpu_hz, 160000000);
    rig_free(r);
}

static const char *mode;

static const char *network_mode(void *ctx)
{
    (void)ctx;
    return mode;
}

static void test_the_port_says_the_mode_of_the_network(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    r->port.network_mode = network_mode;
    mode = "AP";
    rig_boot(r);
    assert_true(rig_logged(r, "[NW: AP] address: 127.0.0.1"));
    expect_text(settings_text(&r->node.settings, KEY_nwmd), "AP");
    mode = "STA";
    set_network(&r->node);
    expect_text(settings_text(&r->node.settings, KEY_nwmd), "STA");
    assert_non_null(strstr(ram_get(&r->ram, SETTINGS_FILE), "\"nwmd\": \"STA\""));
    rig_free(r);
}

static void test_the_clock_and_the_profile_follow_their_settings(void **state)
{
    struct rig *r = booted_with("{\"boostmd\": false, \"dbg\": false, \"auth\": false}");

    (void)state;
    assert_int_equal(r->sim.cpu_hz, 80000000);
    assert_true(rig_logged(r, "Set up CPU 8MHz - boostmd: False"));
    assert_false(rig_logged(r, "PROFILING INFO"));
    assert_true(rig_logged(r, "auth is false: the shell is open to everyone who can reach it"));
    rig_free(r);
    r = rig_new(&board_esp8266);
    r->sim.hw.cpu_set_hz = NULL;
    rig_boot(r);
    assert_true(rig_logged(r, "[BOOT HOOKS] CPU clock: not supported on this board"));
    rig_free(r);
}

static void test_hooks_run_in_order_before_the_network(void **state)
{
    static const char *const labels[] = {
        "[BOOT HOOKS] EXECUTION...",
        "|-[BOOT HOOKS] SHELL EXEC: light rgb 1 2 3",
        "|-[BOOT HOOKS] state: True: SET rgb: R1G2B3",
        "|-[BOOT HOOKS] SHELL EXEC: nolm foo",
        "|-[BOOT HOOKS] state: False: execute_LM_function LM_nolm->foo: no module named 'LM_nolm'",
        "|-[BOOT HOOKS] SHELL EXEC: system module 'a;b'",
        "|-[BOOT HOOKS] state: False: Module unload failed: a;b is not loaded",
        "|-[BOOT HOOKS] SHELL EXEC: system ifmode >json",
        "|-[BOOT HOOKS] state: True: {\"if_mode\": \"micros\"}",
        "[2] AFTER SAFE BOOT HOOK",
        NULL,
    };
    struct rig *r = booted_with("{\"boothook\": \"light rgb 1 2 3; # light toggle;;  ;nolm foo; "
                                "system module 'a;b'; system ifmode >json\"}");

    (void)state;
    expect_order(r->log.data, labels);
    assert_int_equal(r->sim.duty_permille[13], 1);
    rig_free(r);
}

static void test_a_hook_may_change_the_settings_it_stands_in(void **state)
{
    struct rig *r =
        booted_with("{\"boothook\": \"light toggle True; switch set_state 1; system heartbeat\"}");
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)state;
    assert_int_equal(r->sim.duty_permille[13], 600);
    assert_string_equal(ram_get(&r->ram, "switch.pds"), "1");
    expect_reply(p, "light toggle", "OFF\n");
    rig_free(r);
}

static void test_a_comment_ends_with_its_semicolon_whatever_it_says(void **state)
{
    struct rig *r = booted_with("{\"boothook\": \"# don't; switch set_state 1\"}");

    (void)state;
    if (!ram_get(&r->ram, "switch.pds"))
        fail_msg("the hook behind the comment did not run:\n%s", r->log.data);
    rig_free(r);
}

static void test_a_hook_that_reboots_does_not_reboot_for_ever(void **state)
{
    struct rig *r = booted_with("{\"boothook\": \"system reboot\"}");

    (void)state;
    assert_int_equal(r->node.wish, WISH_NONE);
    assert_true(rig_logged(r, "a hook asked for a reboot"));
    rig_free(r);
}

static void test_state_keys_are_written_once(void **state)
{
    struct rig *r = booted_with(NULL);
    unsigned commits = r->ram.commits;

    (void)state;
    expect_text(settings_text(&r->node.settings, KEY_hwuid), "0x500x20x910x680xc0xf7");
    expect_text(settings_text(&r->node.settings, KEY_version), NODE_VERSION);
    expect_text(settings_text(&r->node.settings, KEY_nwmd), "STA");
    expect_text(settings_text(&r->node.settings, KEY_devip), "127.0.0.1");
    rig_reboot(r);
    rig_reboot(r);
    assert_int_equal(r->ram.commits, commits); // no flash wear by booting
    r->facts.address = "10.0.0.5";
    rig_reboot(r);
    expect_text(settings_text(&r->node.settings, KEY_devip), "127.0.0.1"); // the first one stays
    rig_free(r);
}

static void test_state_keys_that_cannot_be_written_do_not_stop_the_boot(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    r->ram.refuses_writes = true;
    rig_boot(r);
    assert_true(
        rig_logged(r, "[CONFIGHANDLER] node_config.json write error: the storage did not take it"));
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "version", NODE_VERSION "\n");
    rig_free(r);
}

static void test_a_new_node_takes_the_name_its_port_gives(void **state)
{
    struct rig *r = rig_new(&board_esp32);

    (void)state;
    r->facts.name = "node00007";
    r->node.name = "node00007";
    rig_boot(r);
    struct peer *p = rig_open(r, LINK_LOOPBACK);
    expect_heard(p, "node00007 $  ");
    rig_set(r, "devfid", "lamp");
    rig_reboot(r);
    p = rig_open(r, LINK_LOOPBACK);
    expect_heard(p, "lamp $  "); // only of a new one
    rig_free(r);
}

static void test_missing_keys_are_told_in_the_log(void **state)
{
    struct rig *r = booted_with("{\"devfid\": \"lamp\"}");

    (void)state;
    assert_true(rig_logged(r, "[CONFIGHANDLER] missing keys have their defaults"));
    rig_free(r);
}

static void test_an_odd_value_is_a_notice(void **state)
{
    struct rig *r = booted_with("{\"devfid\": \"lamp\", \"soctout\": 0}");
    struct peer *p = rig_open(r, LINK_LOOPBACK);

    (void)state;
    expect_heard(p, "[CONFIG] node_config.json held a value for soctout that is not accepted; the "
                    "default is used. "
                    "What it held is in node_config.damaged.1.json. Type conf, then ack, to end "
                    "this notice.\nlamp $  ");
    rig_free(r);
}

static void test_a_recovered_generation_is_a_notice(void **state)
{
    struct rig *r = booted_with(NULL);

    (void)state;
    rig_set(r, "devfid", "lamp");
    rig_set(r, "soctout", "7");
    ram_put(&r->ram, SETTINGS_FILE, "");
    rig_reboot(r);
    struct peer *p = rig_open(r, LINK_LOOPBACK);
    expect_heard(p,
                 "[CONFIG] node_config.json was damaged at byte 0. Generation 1 is in use. What it "
                 "held is in "
                 "node_config.damaged.1.json. Type conf, then ack, to end this notice.\nlamp $  ");
    rig_free(r);
}

static void test_a_notice_without_room_is_told_all_the_same(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    ram_put(&r->ram, SETTINGS_FILE, "{");
    r->ram.refuses_writes = true;
    rig_boot(r);
    struct peer *p = rig_open(r, LINK_LOOPBACK);
    expect_heard(p, "[CONFIG] node_config.json was damaged; the log says more. Type conf, then "
                    "ack, to end this notice.\nnode01 $  ");
    assert_true(rig_logged(r, "it ends with the next boot"));
    assert_string_equal(ram_get(&r->ram, SETTINGS_FILE), "{");
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_phases_come_in_the_original_s_order),
        TEST(test_the_port_says_the_mode_of_the_network),
        TEST(test_the_clock_and_the_profile_follow_their_settings),
        TEST(test_hooks_run_in_order_before_the_network),
        TEST(test_a_hook_may_change_the_settings_it_stands_in),
        TEST(test_a_comment_ends_with_its_semicolon_whatever_it_says),
        TEST(test_a_hook_that_reboots_does_not_reboot_for_ever),
        TEST(test_state_keys_are_written_once),
        TEST(test_state_keys_that_cannot_be_written_do_not_stop_the_boot),
        TEST(test_a_new_node_takes_the_name_its_port_gives),
        TEST(test_missing_keys_are_told_in_the_log),
        TEST(test_an_odd_value_is_a_notice),
        TEST(test_a_recovered_generation_is_a_notice),
        TEST(test_a_notice_without_room_is_told_all_the_same),
    };

    return RUN(tests);
}
