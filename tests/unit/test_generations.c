// history, diff and undo at the shell.
#include "test.h"

static struct peer *enter(struct rig *r)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_answer(p, "conf", "[configure] node01 $  ");
    return p;
}

#define expect_conf(p, line, reply) expect_answer(p, line, reply "[configure] node01 $  ")

static void test_before_any_change_there_is_nothing_to_go_back_to(void **state)
{
    struct peer *p = enter(*state);

    expect_conf(p, "history", "0 now  (the oldest that is kept)\n");
    expect_conf(p, "history >json", "[{\"generation\": 0, \"changes\": {}}]\n");
    expect_conf(p, "diff", "Cannot go back: nothing was changed yet\n");
    expect_conf(p, "undo", "Cannot go back: nothing was changed yet\n");
    expect_conf(p, "undo >json", "{\"error\": \"not kept\", \"kept\": 0}\n");
}

static void test_each_change_is_a_generation_that_can_be_shown_and_undone(void **state)
{
    struct peer *p = enter(*state);

    expect_conf(p, "soctout 5", "Saved\n");
    expect_conf(p, "pled false", "Saved\n");
    expect_conf(p, "appwd opensesame", "Saved\n");
    expect_conf(p, "history",
                "3 now  appwd: ******** -> ******** (by shell 127.0.0.1:50000)\n"
                "2      pled: True -> False (by shell 127.0.0.1:50000)\n"
                "1      soctout: 100 -> 5 (by shell 127.0.0.1:50000)\n"
                "0      (the oldest that is kept)\n");
    expect_conf(p, "diff", "appwd: ******** -> ********\n");
    expect_conf(p, "diff 3",
                "appwd: ******** -> ********\npled: True -> False\nsoctout: 100 -> 5\n");
    expect_conf(p, "diff 3 >json",
                "{\"appwd\": [\"********\", \"********\"], \"pled\": [\"True\", \"False\"], "
                "\"soctout\": [\"100\", \"5\"]}\n");
    expect_conf(p, "diff 4", "Cannot go back 4 changes; 3 are kept\n");
    expect_conf(p, "diff 0", "Cannot go back 0 changes; 3 are kept\n");
    expect_conf(p, "diff -1", "Cannot go back -1 changes; 3 are kept\n");
    expect_conf(p, "undo 4 >json", "{\"error\": \"not kept\", \"kept\": 3}\n");
    expect_conf(p, "undo 2", "Saved\npled: False -> True\n");
    expect_conf(p, "pled", "True\n");
    expect_conf(p, "soctout", "5\n");
    expect_conf(p, "undo >json",
                "{\"result\": \"Saved\", \"changes\": {\"pled\": [\"True\", \"False\"]}}\n");
    expect_conf(p, "pled", "False\n");
}

static void test_a_change_back_is_no_difference(void **state)
{
    struct peer *p = enter(*state);

    expect_conf(p, "soctout 5", "Saved\n");
    expect_conf(p, "soctout 100", "Saved\n");
    expect_conf(p, "diff 2", "No difference\n");
    expect_conf(p, "diff 2 >json", "{}\n");
}

static void test_history_in_json_is_json(void **state)
{
    struct peer *p = enter(*state);

    expect_conf(p, "staessid a \"b\" \\c", "Saved\n");
    expect_conf(p, "soctout 7", "Saved\n");
    peer_say(p, "history >json");
    p->heard.data[p->heard.len - strlen("[configure] node01 $  ")] = '\0';
    assert_true(is_json(p->heard.data));
    assert_string_equal(p->heard.data,
                        "[{\"generation\": 2, \"changes\": {\"soctout\": [\"100\", \"7\"]}, "
                        "\"changed\": \"by shell 127.0.0.1:50000\"}, {\"generation\": 1, "
                        "\"changes\": {\"staessid\": [\"your_wifi_name\", \"a \\\"b\\\" \\\\c\"]}, "
                        "\"changed\": \"by shell 127.0.0.1:50000\"}, "
                        "{\"generation\": 0, \"changes\": {}}]\n");
}

static void test_eight_changes_back_are_kept(void **state)
{
    struct peer *p = enter(*state);
    char line[32], reply[64];

    for (int i = 101; i <= 112; i++) {
        snprintf(line, sizeof line, "soctout %d", i);
        expect_conf(p, line, "Saved\n");
    }
    expect_conf(p, "undo 9", "Cannot go back 9 changes; 8 are kept\n");
    expect_conf(p, "undo 8", "Saved\nsoctout: 112 -> 104\n");
    snprintf(reply, sizeof reply, "104\n[configure] node01 $  ");
    expect_answer(p, "soctout", reply);
}

static void test_an_undo_that_fails_says_why(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    expect_conf(p, "soctout 5", "Saved\n");
    r->ram.refuses_writes = true;
    expect_conf(p, "undo", "Failed to save: the storage did not take it\n");
    expect_conf(p, "undo >json",
                "{\"error\": \"Failed to save\", \"why\": \"the storage did not take it\"}\n");
    expect_conf(p, "soctout", "5\n");
}

static void test_state_keys_are_the_node_s_own_after_an_undo(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    ram_put(&r->ram, "node_config.0.json",
            "{\"generation\": 0, \"version\": \"0.7.2-0\", \"hwuid\": \"other\", \"devip\": "
            "\"127.0.0.1\"}");
    expect_conf(p, "soctout 5", "Saved\n");
    ram_put(&r->ram, "node_config.0.json",
            "{\"generation\": 0, \"version\": \"0.7.2-0\", \"hwuid\": \"other\", \"devip\": "
            "\"127.0.0.1\"}");
    expect_conf(p, "diff", "soctout: 100 -> 5\n"); // what the node keeps itself is nobody's change
    expect_conf(p, "undo", "Saved\nsoctout: 5 -> 100\n");
    expect_conf(p, "version", NODE_VERSION "\n");
    expect_conf(p, "hwuid", "0x500x20x910x680xc0xf7\n");
}

static void test_history_says_who_and_when(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    node_trust_time(&r->node, true);
    expect_conf(p, "gmttime 2", "Saved\n");
    r->wall_s++;
    rig_tell_time(r);
    rig_set(r, "soctout", "7");
    expect_conf(p, "history",
                "2 now  soctout: 100 -> 7 (by shell at 2026-11-22 15:13:49)\n"
                "1      gmttime: 1 -> 2 (by shell 127.0.0.1:50000 at 2026-11-22 14:13:48)\n"
                "0      (the oldest that is kept)\n");
}

static void test_the_mark_of_another_generation_says_nothing(void **state)
{
    struct rig *r = *state;

    // As an older program leaves it: a change of its own, and the mark that it does not know.
    ram_put(&r->ram, "node_config.1.json",
            "{\"generation\": 1, \"soctout\": 9, \"devip\": \"127.0.0.1\", \"changed\": \"1 by "
            "shell ::1\"}");
    ram_put(&r->ram, SETTINGS_FILE,
            "{\"generation\": 2, \"soctout\": 8, \"devip\": \"127.0.0.1\", \"changed\": \"1 by "
            "shell ::1\"}");
    rig_reboot(r);
    expect_conf(enter(r), "history",
                "2 now  soctout: 9 -> 8\n1      (the oldest that is kept, by shell ::1)\n");
}

static void test_one_key_is_undone_alone(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    expect_conf(p, "soctout 5", "Saved\n");
    expect_conf(p, "soctout 6", "Saved\n");
    expect_conf(p, "pled false", "Saved\n");
    expect_conf(p, "undo soctout", "Saved\nsoctout: 6 -> 5\n");
    expect_conf(p, "pled", "False\n");
    expect_conf(p, "undo soctout >json",
                "{\"result\": \"Saved\", \"changes\": {\"soctout\": [\"5\", \"6\"]}}\n");
    expect_conf(p, "undo dbg", "Cannot go back: no other value of it is kept\n");
    expect_conf(p, "undo nothing", "Invalid key\n");
    expect_conf(p, "undo changed", "Invalid key\n"); // the node keeps it itself
    expect_conf(p, "undo pled soctout", "Invalid key\n");
}

static void test_a_key_does_not_go_back_to_what_may_not_be_now(void **state)
{
    struct peer *p = enter(*state);

    expect_conf(p, "lat 47.5", "Saved\n");
    expect_conf(p, "lon 19", "Saved\n");
    expect_conf(p, "crontasks sunset!light toggle", "Saved\n");
    expect_conf(p, "undo lat",
                "Failed to save: crontasks follows the sun and needs the place: change crontasks "
                "first\n");
    expect_conf(p, "lat", "47.5\n");
}

static void test_a_password_is_undone_alone(void **state)
{
    struct rig *r = *state;
    struct peer *p = enter(r);

    expect_conf(p, "appwd opensesame", "Saved\n");
    expect_conf(p, "undo appwd", "Failed to save: that is the factory password\n");
    expect_conf(p, "appwd another one", "Saved\n");
    struct peer *other = rig_open(r, LINK_LOOPBACK);
    expect_answer(other, "another one", "[password] node01 $  AuthOk\nnode01 $  ");
    expect_conf(p, "undo appwd", "Saved\nappwd: ******** -> ********\n");
    assert_true(other->is_over);
    other = rig_open(r, LINK_LOOPBACK);
    expect_answer(other, "opensesame", "[password] node01 $  AuthOk\nnode01 $  ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_before_any_change_there_is_nothing_to_go_back_to),
        RIG_TEST(test_each_change_is_a_generation_that_can_be_shown_and_undone),
        RIG_TEST(test_a_change_back_is_no_difference),
        RIG_TEST(test_history_in_json_is_json),
        RIG_TEST(test_eight_changes_back_are_kept),
        RIG_TEST(test_an_undo_that_fails_says_why),
        RIG_TEST(test_state_keys_are_the_node_s_own_after_an_undo),
        RIG_TEST(test_history_says_who_and_when),
        RIG_TEST(test_the_mark_of_another_generation_says_nothing),
        RIG_TEST(test_one_key_is_undone_alone),
        RIG_TEST(test_a_key_does_not_go_back_to_what_may_not_be_now),
        RIG_TEST(test_a_password_is_undone_alone),
    };

    return RUN(tests);
}
