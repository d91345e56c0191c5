// Unit tests of libmicros' parsing: prompts, answers in pieces, and what counts as a failed
// command.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
// cmocka needs the four above first.
#include "micros_talk.h"
#include <cmocka.h>

static struct micros_prompt prompt_of(const char *text)
{
    struct micros_prompt prompt = { .blanks = 99 };

    micros_prompt_find(text, strlen(text), &prompt);
    return prompt;
}

static void test_a_prompt_is_the_last_line_that_ends_in_dollar_and_blanks(void **state)
{
    (void)state;
    struct micros_prompt two = prompt_of("hello:a:0x1\nnode01 $  ");
    assert_string_equal(two.name, "node01");
    assert_int_equal(two.blanks, 2);
    assert_int_equal(two.start, 12);
    assert_int_equal(prompt_of("node01 $ ").blanks, 1);
    assert_int_equal(prompt_of("node01 $").blanks, 99);
    assert_int_equal(prompt_of("node01 $  \n").blanks, 99);
    assert_int_equal(prompt_of(" $  ").blanks, 99);
    assert_int_equal(prompt_of("").blanks, 99);
    assert_int_equal(prompt_of("node01 $   ").blanks, 99);
}

static void test_the_tags_of_a_prompt_are_read_in_their_order(void **state)
{
    (void)state;
    struct micros_prompt both = prompt_of("[password] [configure] my-node:1 $  ");
    assert_true(both.password && both.configure);
    assert_string_equal(both.name, "my-node:1");
    struct micros_prompt all = prompt_of("[password] [recovery] [configure] n $  ");
    assert_true(all.password && all.recovery && all.configure);
    assert_string_equal(all.name, "n");
    assert_false(both.recovery);
    struct micros_prompt odd = prompt_of("[configure] [password] x $ ");
    assert_true(odd.configure && !odd.password);
    assert_string_equal(odd.name, "[password] x");
}

static void test_a_name_longer_than_the_limit_is_no_prompt(void **state)
{
    (void)state;
    char text[400];
    memset(text, 'n', sizeof text);
    memcpy(text + 300, " $  ", 5);
    assert_int_equal(prompt_of(text).blanks, 99);
}

static void feed(struct micros_talk *talk, const char *text)
{
    micros_talk_feed(talk, text, strlen(text));
}

static struct micros_talk greeted(const char *greeting)
{
    struct micros_talk talk;

    micros_talk_start(&talk);
    feed(&talk, greeting);
    assert_int_equal(talk.state, MICROS_TALK_READY);
    return talk;
}

static void assert_answer(struct micros_talk *talk, const char *text)
{
    assert_int_equal(talk->state, MICROS_TALK_READY);
    assert_int_equal(micros_talk_answer_len(talk), strlen(text));
    assert_memory_equal(talk->data, text, strlen(text));
    micros_talk_free(talk);
}

static void test_an_answer_in_single_bytes_is_complete_with_the_prompt_only(void **state)
{
    (void)state;
    const char *answer = "one\ntwo costs 5 $ \nnode01 $  ";
    struct micros_talk talk = greeted("node01 $  ");
    micros_talk_sent(&talk, "x", false);
    for (size_t i = 0; i < strlen(answer); i++) {
        assert_int_equal(talk.state, MICROS_TALK_WAITING);
        micros_talk_feed(&talk, answer + i, 1);
    }
    assert_answer(&talk, "one\ntwo costs 5 $ \n");
}

static void test_a_foreign_prompt_ends_an_answer_only_after_silence(void **state)
{
    (void)state;
    struct micros_talk talk = greeted("node01 $  ");
    micros_talk_sent(&talk, "x", false);
    feed(&talk, "you pay 5 $  ");
    assert_int_equal(talk.state, MICROS_TALK_WAITING);
    assert_true(talk.grace_ms > 0);
    feed(&talk, "more\nnode01 $  ");
    assert_answer(&talk, "you pay 5 $  more\n");
    talk = greeted("node01 $  ");
    micros_talk_sent(&talk, "rename", false);
    feed(&talk, "ok\nother $  ");
    micros_talk_finish(&talk);
    assert_string_equal(talk.prompt.name, "other");
    assert_answer(&talk, "ok\n");
}

static void test_setting_devfid_lets_the_new_name_end_the_answer_at_once(void **state)
{
    (void)state;
    struct micros_talk talk = greeted("[configure] node01 $  ");
    micros_talk_sent(&talk, "devfid kitchen", false);
    feed(&talk, "Saved\n[configure] kitchen $  ");
    assert_string_equal(talk.prompt.name, "kitchen");
    assert_answer(&talk, "Saved\n");
}

static void test_a_late_second_blank_is_not_part_of_the_answer(void **state)
{
    (void)state;
    struct micros_talk talk = greeted("node01 $ ");
    micros_talk_sent(&talk, "x", false);
    feed(&talk, " hi\nnode01 $ ");
    assert_int_equal(talk.state, MICROS_TALK_WAITING);
    feed(&talk, " ");
    assert_answer(&talk, "hi\n");
}

static void test_a_product_with_one_blank_may_begin_answers_with_a_blank(void **state)
{
    (void)state;
    struct micros_talk talk = greeted("node01 $ ");
    micros_talk_sent(&talk, "x", false);
    feed(&talk, " temp: 3\nnode01 $ ");
    micros_talk_finish(&talk);
    assert_answer(&talk, " temp: 3\n");
}

static void test_good_bye_and_close_is_a_complete_answer(void **state)
{
    (void)state;
    struct micros_talk talk = greeted("node01 $  ");
    micros_talk_sent(&talk, "webrepl", false);
    feed(&talk, "Bye!\n");
    assert_int_equal(talk.state, MICROS_TALK_WAITING);
    micros_talk_closed(&talk);
    assert_int_equal(talk.state, MICROS_TALK_OVER);
    assert_int_equal(talk.result, MICROS_OK);
    micros_talk_free(&talk);
}

static void test_good_bye_without_close_is_complete_after_silence(void **state)
{
    (void)state;
    struct micros_talk talk = greeted("node01 $  ");
    micros_talk_sent(&talk, "light farewell", false); // whose answer it may be
    feed(&talk, "Bye!\n");
    assert_true(talk.grace_ms > 0);
    micros_talk_finish(&talk);
    assert_int_equal(talk.state, MICROS_TALK_OVER);
    assert_int_equal(talk.result, MICROS_OK);
    micros_talk_free(&talk);
}

// A node leaves the connection open for a while after its last words.
static void test_the_good_bye_that_must_come_is_not_waited_for(void **state)
{
    static const struct {
        const char *greeting, *line, *answer;
        bool is_login;
        enum micros_result result;
    } rows[] = {
        { "node01 $  ", "exit", "Bye!\n", false, MICROS_OK },
        { "node01 $  ", " reboot", "Reboot micrOS system.\nBye!\n", false, MICROS_OK },
        { "[password] node01 $  ", "x", "AuthFailed\nTry again in 1 s\nBye!\n", true,
          MICROS_AUTH_FAILED },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct micros_talk talk = greeted(rows[i].greeting);
        micros_talk_sent(&talk, rows[i].line, rows[i].is_login);
        feed(&talk, rows[i].answer);
        assert_int_equal(talk.state, MICROS_TALK_OVER);
        assert_int_equal(talk.result, rows[i].result);
        micros_talk_free(&talk);
    }
    struct micros_talk talk;
    micros_talk_start(&talk);
    feed(&talk, "Connection is busy. Bye!\n");
    assert_int_equal(talk.result, MICROS_BUSY);
    micros_talk_free(&talk);
}

static enum micros_result closed_after(const char *greeting, const char *text, bool is_login)
{
    struct micros_talk talk;

    micros_talk_start(&talk);
    feed(&talk, greeting);
    if (talk.state == MICROS_TALK_READY)
        micros_talk_sent(&talk, "x", is_login);
    feed(&talk, text);
    micros_talk_closed(&talk);
    enum micros_result result = talk.result;
    micros_talk_free(&talk);
    return result;
}

static void test_the_ways_a_node_closes_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(closed_after("", "", false), MICROS_CLOSED);
    assert_int_equal(closed_after("Connection is busy. Bye!\n", "", false), MICROS_BUSY);
    assert_int_equal(closed_after("n $  ", "half", false), MICROS_CLOSED);
    assert_int_equal(closed_after("n $  ", " Bye!\nNone\n", false), MICROS_OK);
    assert_int_equal(closed_after("[password] n $  ", "AuthFailed\nBye!\n", true),
                     MICROS_AUTH_FAILED);
    assert_int_equal(
        closed_after("[password] n $  ", "AuthFailed\nBye!\n[password] n $  Bye!\n", true),
        MICROS_AUTH_FAILED);
}

static void test_an_answer_may_not_be_longer_than_the_limit(void **state)
{
    (void)state;
    static char block[64 * 1024];
    memset(block, 'x', sizeof block);
    struct micros_talk talk = greeted("n $  ");
    micros_talk_sent(&talk, "x", false);
    for (int i = 0; i < 17; i++)
        micros_talk_feed(&talk, block, sizeof block);
    assert_int_equal(talk.result, MICROS_TOO_LONG);
    micros_talk_free(&talk);
}

static enum micros_result judge(const char *command, const char *text)
{
    return micros_reply_judge(command, text, strlen(text));
}

static void test_failures_are_recognised_by_how_the_answer_begins(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "execute_LM_function LM_a->b: no module",
        "SHELL: type help",
        "[SHELL] Runtime error: x",
        "Core error: LM_x",
        "Failed to save\n",
        "Invalid key\n",
        "Access denied: x\n",
        "[HA] system recovery ...\n",
        "~~~ streamed\nCore error: x",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(judge("x", bad[i]), MICROS_FAILED);
    assert_int_equal(judge("x", "all fine, no Core error: here\n"), MICROS_OK);
    assert_int_equal(judge("x", ""), MICROS_OK);
}

static void test_an_error_member_counts_only_with_json_and_only_at_the_top(void **state)
{
    (void)state;
    assert_int_equal(judge("a b >json", "{\"error\": \"x\"}\n"), MICROS_FAILED);
    assert_int_equal(judge("a b", "{\"error\": \"x\"}\n"), MICROS_OK);
    assert_int_equal(judge("a b >json", "{\"v\": {\"error\": 1}}"), MICROS_OK);
    assert_int_equal(judge("a b >json", "{\"v\": \"error\"}"), MICROS_OK);
    assert_int_equal(judge("a b >json", "{\"a\": \"\\\"\", \"error\" : 1}"), MICROS_FAILED);
    assert_int_equal(judge("a b >json", "{\"unfinished"), MICROS_OK);
}

static void test_every_result_has_words(void **state)
{
    (void)state;
    assert_string_equal(micros_result_text(MICROS_TIMEOUT), "timeout");
    assert_string_equal(micros_result_text((enum micros_result)77), "unknown result");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_prompt_is_the_last_line_that_ends_in_dollar_and_blanks),
        cmocka_unit_test(test_the_tags_of_a_prompt_are_read_in_their_order),
        cmocka_unit_test(test_a_name_longer_than_the_limit_is_no_prompt),
        cmocka_unit_test(test_an_answer_in_single_bytes_is_complete_with_the_prompt_only),
        cmocka_unit_test(test_a_foreign_prompt_ends_an_answer_only_after_silence),
        cmocka_unit_test(test_setting_devfid_lets_the_new_name_end_the_answer_at_once),
        cmocka_unit_test(test_a_late_second_blank_is_not_part_of_the_answer),
        cmocka_unit_test(test_a_product_with_one_blank_may_begin_answers_with_a_blank),
        cmocka_unit_test(test_good_bye_and_close_is_a_complete_answer),
        cmocka_unit_test(test_good_bye_without_close_is_complete_after_silence),
        cmocka_unit_test(test_the_good_bye_that_must_come_is_not_waited_for),
        cmocka_unit_test(test_the_ways_a_node_closes_are_told_apart),
        cmocka_unit_test(test_an_answer_may_not_be_longer_than_the_limit),
        cmocka_unit_test(test_failures_are_recognised_by_how_the_answer_begins),
        cmocka_unit_test(test_an_error_member_counts_only_with_json_and_only_at_the_top),
        cmocka_unit_test(test_every_result_has_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
