// What load modules ask of their node.
#include "loader/node_calls.h"
#include "node/keys.h"
#include "node/place.h"
#include "test.h"

static void test_facts_are_the_port_s_and_the_node_s(void **state)
{
    struct rig *r = *state;
    const struct node_calls *h = &node_calls;

    rig_enter(r, LINK_LOOPBACK);
    r->now_ms = 5000;
    rig_tell_time(r);
    assert_int_equal(h->fact(&r->node, FACT_MEM_FREE_BYTES), 40000);
    assert_int_equal(h->fact(&r->node, FACT_FS_FREE_PERCENT), 89);
    assert_int_equal(h->fact(&r->node, FACT_UPTIME_MS), 5000);
    assert_int_equal(h->fact(&r->node, FACT_SESSIONS), 1);
    assert_int_equal(h->fact(&r->node, FACT_CLOCK_MS), 5000);
    assert_false(h->has(&r->node, r));
}

static void test_local_time_is_ahead_of_utc_by_gmttime(void **state)
{
    struct rig *r = *state;
    const struct node_calls *h = &node_calls;

    assert_int_equal(h->local_time(&r->node).hour, 14);
    rig_set(r, "gmttime", "-12");
    assert_int_equal(h->local_time(&r->node).hour, 1);
    rig_set(r, "gmttime", "14");
    assert_int_equal(h->local_time(&r->node).day, 23); // tomorrow
}

static void test_settings_are_shown_unless_they_are_secret(void **state)
{
    struct rig *r = *state;
    const struct node_calls *h = &node_calls;
    char text[32];
    struct out o;

    out_init(&o, text, sizeof text);
    assert_int_equal(h->setting(&r->node, text_of("socport"), &o), OK);
    assert_string_equal(text, "9008");
    out_init(&o, text, sizeof text);
    assert_int_equal(h->setting(&r->node, text_of("devfid"), &o), OK);
    assert_string_equal(text, "node01");
    out_init(&o, text, sizeof text);
    assert_int_equal(h->setting(&r->node, text_of("appwd"), &o), ERR_DENIED);
    assert_int_equal(h->setting(&r->node, text_of("stapwd"), &o), ERR_DENIED);
    assert_int_equal(h->setting(&r->node, text_of("nothing"), &o), ERR_NAME);
    assert_string_equal(text, "");
}

static void test_kept_states_of_any_length_are_shown(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[256];

    ram_put(&r->ram, "rgb.pds", "1,2,3,1");
    ram_put(&r->ram, "dimmer.pds",
            "a state that is longer than what is read at once, by hand perhaps");
    ram_put(&r->ram, "switch.pds", "");
    peer_say(p, "system cachedump");
    assert_string_equal(peer_heard(p, text, sizeof text),
                        "rgb.pds: 1,2,3,1\ndimmer.pds: a state that is longer than what is read at "
                        "once, by hand perhaps\n"
                        "switch.pds: \nnode01 $  ");
}

static void test_the_newest_lines_of_the_log_are_shown(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[4096];

    for (int i = 0; i < 30; i++)
        node_log(&r->node, LOG_INFO, "line %d \"x\"", i);
    peer_say(p, "system log 2");
    assert_string_equal(peer_heard(p, text, sizeof text),
                        "info 0.000 line 28 \"x\"\ninfo 0.000 line 29 \"x\"\nnode01 $  ");
    peer_say(p, "system log");
    peer_heard(p, text, sizeof text);
    int lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 20);
    peer_say(p, "system log 1 >json");
    assert_string_equal(peer_heard(p, text, sizeof text),
                        "[\"info 0.000 line 29 \\\"x\\\"\"]\nnode01 $  ");
    node_log(&r->node, LOG_ERROR, "an error");
    node_log(&r->node, LOG_WARN, "a warning");
    node_log(&r->node, LOG_INFO, "the last");
    expect_reply(p, "system log level=error", "error 0.000 an error\n");
    expect_reply(p, "system log 1 warn", "warn 0.000 a warning\n");
    expect_reply(p, "system log text='line 2'  lines=2",
                 "info 0.000 line 28 \"x\"\ninfo 0.000 line 29 \"x\"\n");
    expect_reply(p, "system log text='nowhere'", "\n");
    r->node.time_is_trusted = true; // 2026-11-22 is what the rig takes it for
    rig_wait_ms(r, 3661000);
    p = rig_enter(r, LINK_LOOPBACK); // the other session has ended
    peer_say(p, "system log 1 error");
    peer_heard(p, text, sizeof text);
    assert_non_null(strstr(text, " error 0.000 an error\n"));
    int date[6];
    assert_int_equal(
        sscanf(text, "%d-%d-%d %d:%d:%d ", date, date + 1, date + 2, date + 3, date + 4, date + 5),
        6);
    struct civil_time then = place_time(&r->node, r->node.wall_s - 3661);
    assert_int_equal(date[0], then.year);
    assert_int_equal(date[2], then.day);
    assert_int_equal(date[3], then.hour);
    assert_int_equal(date[4], then.minute);
    assert_int_equal(date[5], then.second);
    peer_say(p, "system log 1000 >json");
    p->heard.data[p->heard.len - strlen("node01 $  ")] = '\0';
    assert_true(is_json(p->heard.data));
}

static void test_a_log_line_keeps_its_time_on_a_node_that_is_up_for_months(void **state)
{
    struct rig *r = *state;

    r->now_ms += 50 * 86400000ull; // more milliseconds than 32 bits hold
    rig_tell_time(r);
    r->node.time_is_trusted = true;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    node_log(&r->node, LOG_ERROR, "late");
    expect_reply(p, "system log 1 error", "2026-11-22 14:13:48 error 4320000.000 late\n");
}

static void test_who_comes_and_goes_does_not_push_the_rest_out(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    node_log(&r->node, LOG_WARN, "what matters");
    for (int i = 0; i < 500; i++)
        peer_close(rig_enter(r, LINK_LOOPBACK));
    expect_reply(p, "system log 1 warn", "warn 0.000 what matters\n");
    peer_say(p, "system log 1 text='is gone'"); // the newest of them are there
    assert_non_null(strstr(p->heard.data, "is gone"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_facts_are_the_port_s_and_the_node_s),
        RIG_TEST(test_local_time_is_ahead_of_utc_by_gmttime),
        RIG_TEST(test_settings_are_shown_unless_they_are_secret),
        RIG_TEST(test_kept_states_of_any_length_are_shown),
        RIG_TEST(test_the_newest_lines_of_the_log_are_shown),
        RIG_TEST(test_a_log_line_keeps_its_time_on_a_node_that_is_up_for_months),
        RIG_TEST(test_who_comes_and_goes_does_not_push_the_rest_out),
    };

    return RUN(tests);
}
