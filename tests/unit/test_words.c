// Words that the rooms bring: who may say them, what the help says of them.
#include "test.h"
#include <cjson/cJSON.h>

static void test_they_are_found_by_their_whole_name(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "task list >json", "{\"active\": [\"server\"], \"inactive\": []}\n");
    expect_reply(p, "via node02 1", "");
    peer_say(p, "tas list");
    assert_non_null(strstr(p->heard.data, "no module named 'LM_tas'"));
    peer_say(p, "tasks list");
    assert_non_null(strstr(p->heard.data, "no module named 'LM_tasks'"));
}

static void test_the_help_has_them_but_not_what_nodes_say(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "help");
    assert_non_null(strstr(p->heard.data, "\n    task       - list, show TAG, kill TAG: background "
                                          "tasks\n"));
    assert_non_null(
        strstr(p->heard.data, "\n    cron       - next [n], why ENTRY: the calendar\n"));
    assert_non_null(strstr(p->heard.data, "\n    >>HOST     - on another node\n"));
    assert_null(strstr(p->heard.data, "    via"));
}

// Says a word, and expects the keys that the help declares for it, in their order.
static void expect_declared(struct rig *r, const char *word, const char *line)
{
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "help >json");
    cJSON *help = cJSON_Parse(p->heard.data);
    const cJSON *words = cJSON_GetObjectItemCaseSensitive(help, "words"),
                *declared = cJSON_GetObjectItemCaseSensitive(words, word),
                *out = cJSON_GetObjectItemCaseSensitive(declared, "out");
    tape_clear(&p->heard);
    peer_say(p, line);
    cJSON *answer = cJSON_Parse(p->heard.data);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(declared, "answer")),
                        "map");
    assert_true(cJSON_GetArraySize(out) >= cJSON_GetArraySize(answer)); // some are there at times
    for (int i = 0; i < cJSON_GetArraySize(answer); i++) {
        const cJSON *row = cJSON_GetArrayItem(out, i), *value = cJSON_GetArrayItem(answer, i);
        assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(row, "name")),
                            value->string);
        assert_true(cJSON_IsString(value));
    }
    cJSON_Delete(help);
    cJSON_Delete(answer);
    if (!p->is_over)
        peer_close(p);
}

static void test_they_answer_what_the_help_declares(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "light toggle");
    expect_declared(r, "hello", "hello >json");
    expect_declared(r, "version", "version >json");
    expect_declared(r, "why", "why light >json");
    expect_declared(r, "exit", "exit >json");
    expect_declared(r, "webrepl", "webrepl >json");
}

static void test_a_mistyped_one_is_hinted_at(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "tsak");
    assert_non_null(strstr(p->heard.data, "did you mean task?"));
}

static void test_they_need_the_rights_of_an_admin(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_REMOTE); // with the factory password

    static const char *const lines[] = { "task list", "cron next", "why light", "light toggle &" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        peer_say(p, lines[i]);
        assert_int_equal(strncmp(p->heard.data, "Access denied", 13), 0);
        tape_clear(&p->heard);
    }
    expect_reply(p, "via node02 1", ""); // does no harm
}

static void test_before_the_password_they_are_tries(void **state)
{
    struct rig *r = *state;
    struct peer *p;

    rig_set(r, "appwd", "opensesame");
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "via node02 1");
    assert_int_equal(strncmp(p->heard.data, "AuthFailed", 10), 0);
}

static void test_recovery_and_configure_mode(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_answer(p, "conf", "[configure] node01 $  ");
    peer_say(p, "cron"); // the setting
    assert_null(strstr(p->heard.data, "Invalid cron cmd"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_they_are_found_by_their_whole_name),
        RIG_TEST(test_the_help_has_them_but_not_what_nodes_say),
        RIG_TEST(test_they_answer_what_the_help_declares),
        RIG_TEST(test_a_mistyped_one_is_hinted_at),
        RIG_TEST(test_they_need_the_rights_of_an_admin),
        RIG_TEST(test_before_the_password_they_are_tries),
        RIG_TEST(test_recovery_and_configure_mode),
    };

    return RUN(tests);
}
