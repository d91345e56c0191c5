// What load modules ask of their node.
#include "loader/node_calls.h"
#include "node/keys.h"
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
    peer_say(p, "system log 1000 >json");
    p->heard.data[p->heard.len - strlen("node01 $  ")] = '\0';
    assert_true(is_json(p->heard.data));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_facts_are_the_port_s_and_the_node_s),
        RIG_TEST(test_local_time_is_ahead_of_utc_by_gmttime),
        RIG_TEST(test_settings_are_shown_unless_they_are_secret),
        RIG_TEST(test_kept_states_of_any_length_are_shown),
        RIG_TEST(test_the_newest_lines_of_the_log_are_shown),
    };

    return RUN(tests);
}
