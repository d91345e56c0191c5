// Several commands in one text, and in a setting.
#include "command/chain.h"
#include "node/keys.h"
#include "probe.h"
#include "test.h"

const struct module *const modules[] = { &mod_probe };
const unsigned module_count = 1;

static void expect_commands(const char *text, const char *commands)
{
    struct text rest = text_of(text), command;
    char all[256];
    struct out o;

    out_init(&o, all, sizeof all);
    while (chain_take(&rest, &command)) {
        assert_true(command.len > 0);
        out_slice(&o, command);
        out_char(&o, '|');
    }
    assert_string_equal(all, commands);
    assert_int_equal(rest.len, 0);
}

static void test_commands_are_taken_one_by_one(void **state)
{
    (void)state;
    expect_commands("a b", "a b|");
    expect_commands("a b; c d ;e", "a b|c d|e|");
    expect_commands(" ;; ; ", "");
    expect_commands("", "");
    expect_commands("a 'x;y'; b \"z;\"", "a 'x;y'|b \"z;\"|");
    expect_commands("# a; b", "b|");
    expect_commands("a; #b", "a|");
    expect_commands("#it's; b; c's; d", "b|c's; d|"); // a quote in a comment is none
    expect_commands("a # b; c", "a # b|c|");          // # within a command
    expect_commands("a 'open; b", "a 'open; b|");
    expect_commands("#", "");
    expect_commands("#;#;#", "");
}

static int start(void **state)
{
    (void)test_boot_rig(state);
    probe_use(*state);
    return 0;
}

static void run(struct rig *r, const char *commands)
{
    rig_set(r, "timirqcbf", commands);
    chain_run(&r->node, principal_node(CALLER_TIMER, 0), KEY_timirqcbf);
}

static void test_a_setting_is_run_in_order_whatever_fails(void **state)
{
    struct rig *r = *state;

    run(r, "probe note 'a'; nolm foo; probe fail; probe note; # probe note 'x'; probe note 'b'");
    expect_notes("a@0 b@0");
    run(r, "n/a");
    expect_notes("");
}

static void test_escapes_leave_the_setting_as_it_is(void **state)
{
    static const char command[] = "probe note 'it\\'s'";
    struct rig *r = *state;

    run(r, command);
    chain_run(&r->node, principal_node(CALLER_TIMER, 0), KEY_timirqcbf);
    expect_notes("it's@0 it's@0");
    expect_text(settings_text(&r->node.settings, KEY_timirqcbf), command);
}

static void test_a_command_that_changes_the_settings_is_the_last(void **state)
{
    struct rig *r = *state;
    struct chain chain;
    struct text command;

    run(r, "probe note 'a'; probe set 'devfid' 'lamp'; probe note 'b'");
    expect_notes("a@0");
    rig_set(r, "timirqcbf", "probe note 'a'; probe note 'b'");
    chain = chain_of(&r->node, KEY_timirqcbf);
    assert_true(chain_next(&chain, &command));
    expect_text(command, "probe note 'a'");
    assert_true(chain_next(&chain, &command));
    expect_text(command, "probe note 'b'");
    assert_false(chain_next(&chain, &command));
    assert_false(chain.has_changed);
}

static void test_a_command_longer_than_a_line_is_refused(void **state)
{
    struct rig *r = *state;
    char line[CFG_LINE_MAX + 2], text[64];
    struct out o;

    memset(line, 'x', sizeof line);
    out_init(&o, text, sizeof text);
    assert_false(
        chain_step(&r->node, principal_node(CALLER_BOOT, 0), text_make(line, sizeof line), &o));
    assert_string_equal(text, "the command is too long");
    line[5] = '\\';
    assert_false(chain_do(&r->node, principal_node(CALLER_BOOT, 0), text_make(line, CFG_LINE_MAX)));
}

static void test_shell_words_are_no_commands_for_a_node_itself(void **state)
{
    struct rig *r = *state;

    run(r, "version; reboot; task list; conf; exit; via node02 1");
    assert_int_equal(r->node.wish, WISH_NONE);
    assert_null(r->node.who);
    expect_notes("");
}

#define CHAIN_TEST(f) cmocka_unit_test_setup_teardown(f, start, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_commands_are_taken_one_by_one),
        CHAIN_TEST(test_a_setting_is_run_in_order_whatever_fails),
        CHAIN_TEST(test_escapes_leave_the_setting_as_it_is),
        CHAIN_TEST(test_a_command_that_changes_the_settings_is_the_last),
        CHAIN_TEST(test_a_command_longer_than_a_line_is_refused),
        CHAIN_TEST(test_shell_words_are_no_commands_for_a_node_itself),
    };

    return RUN(tests);
}
