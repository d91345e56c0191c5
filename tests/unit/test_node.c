// The node as a whole: its clock, its log, settings from the command line, what is due.
#include "node/keys.h"
#include "test.h"

static const char *set(struct rig *r, const char *key, const char *value)
{
    static char text[160];
    struct out o;

    out_init(&o, text, sizeof text);
    int err = set_value(&r->node, &rig_owner, text_of(key), text_of(value));
    if (err < 0)
        set_why(&r->node, text_of(key), text_of(value), err, &o);
    return err < 0 ? text : err ? "changed" : "same";
}

static void test_a_setting_is_stored_or_the_reason_is_told(void **state)
{
    struct rig *r = *state;

    assert_string_equal(set(r, "devfid", "lamp"), "changed");
    assert_string_equal(set(r, "devfid", "lamp"), "same");
    assert_string_equal(set(r, "nosuch", "1"), "no setting is called nosuch");
    assert_string_equal(set(r, "hwuid", "1"), "the node keeps hwuid itself");
    assert_string_equal(set(r, "soctout", "x"), "soctout takes 1 to 86400");
    assert_string_equal(set(r, "soctout", "0"), "soctout takes 1 to 86400");
    assert_string_equal(set(r, "appwd", "ADmin123"), "same");
    assert_string_equal(set(r, "appwd", "short"), "appwd takes 8 to 63 bytes");
    assert_string_equal(set(r, "appwd", "opensesame"), "changed");
    assert_string_equal(set(r, "appwd", "ADmin123"), "that is the factory password");
    r->ram.refuses_writes = true;
    assert_string_equal(set(r, "soctout", "5"), "the storage did not take it");
}

static void test_log_lines_carry_the_time_since_boot(void **state)
{
    struct rig *r = *state;

    node_time(&r->node, 12345678, 0);
    node_log(&r->node, LOG_WARN, "late");
    assert_true(rig_logged(r, "warn 12345.678 late\n"));
}

static void test_the_port_gets_the_levels_it_asked_for_and_the_ring_no_debug(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[512];

    r->node.level = LOG_WARN;
    tape_clear(&r->log);
    node_log(&r->node, LOG_ERROR, "an error");
    node_log(&r->node, LOG_INFO, "some info");
    node_log(&r->node, LOG_DEBUG, "for debugging");
    assert_true(rig_logged(r, "an error"));
    assert_false(rig_logged(r, "some info") || rig_logged(r, "for debugging"));
    peer_say(p, "system log 2");
    peer_heard(p, text, sizeof text);
    assert_string_equal(text, "error 0.000 an error\ninfo 0.000 some info\nnode01 $  ");
}

static void test_a_log_line_too_long_is_cut_between_characters(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    for (int pad = 0; pad < 2; pad++) {
        char text[400] = "";
        for (int i = 0; i < 150; i++)
            strcat(text, "\xc3\xa9");
        node_log(&r->node, LOG_INFO, "%s%s", pad ? "x" : "", text);
        peer_say(p, "system log 1");
        if (!text_is_utf8(text_make(p->heard.data, p->heard.len)))
            fail_msg("the reply is no UTF-8: %s", p->heard.data);
        tape_clear(&p->heard);
    }
}

static void test_the_next_moment_is_the_nearer_of_sessions_and_modules(void **state)
{
    struct rig *r = *state;

    assert_int_equal(rooms_poll(&r->node), UINT32_MAX);
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    assert_int_equal(rooms_poll(&r->node), 100000);
    expect_reply(p, "servo Servo_demo", "Servo DEMO\n");
    assert_int_equal(rooms_poll(&r->node), 1000);
}

static void test_uptime_goes_on_over_the_wrap_of_a_32_bit_clock(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    r->now_ms = 60ull * 86400000 + 3661000;
    expect_reply(p, "system uptime", "60 1:1:1\n");
}

static void test_lateness_is_remembered_and_its_mean_is_the_load(void **state)
{
    struct rig *r = *state;
    struct node *n = &r->node;

    r->now_ms = 1000;
    rig_tell_time(r);
    node_was_late(n, 1000);
    node_was_late(n, 1500); // before its time is not late
    assert_int_equal(n->late_max_ms, 0);
    assert_int_equal(node_load_percent(n), 0);
    for (int i = 0; i < 200; i++)
        node_was_late(n, 990); // half of a task's shortest period
    assert_int_equal(n->late_max_ms, 10);
    assert_in_range(node_load_percent(n), 47, 50);
    for (int i = 0; i < 200; i++)
        node_was_late(n, 0);
    assert_int_equal(n->late_max_ms, 1000);
    assert_in_range(node_load_percent(n), 97, 100);
    for (int i = 0; i < 200; i++)
        node_was_late(n, 1000);
    assert_in_range(node_load_percent(n), 0, 2);
}

static void test_times_before_1970_have_their_milliseconds(void **state)
{
    struct rig *r = *state;

    node_time(&r->node, 1, -1);
    assert_int_equal(r->node.wall_s, -1);
    assert_int_equal(r->node.wall_ms, 999);
    node_time(&r->node, 1, -1000);
    assert_int_equal(r->node.wall_s, -1);
    assert_int_equal(r->node.wall_ms, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_setting_is_stored_or_the_reason_is_told),
        RIG_TEST(test_log_lines_carry_the_time_since_boot),
        RIG_TEST(test_the_port_gets_the_levels_it_asked_for_and_the_ring_no_debug),
        RIG_TEST(test_a_log_line_too_long_is_cut_between_characters),
        RIG_TEST(test_the_next_moment_is_the_nearer_of_sessions_and_modules),
        RIG_TEST(test_uptime_goes_on_over_the_wrap_of_a_32_bit_clock),
        RIG_TEST(test_lateness_is_remembered_and_its_mean_is_the_load),
        RIG_TEST(test_times_before_1970_have_their_milliseconds),
    };

    return RUN(tests);
}
