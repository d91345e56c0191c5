// libmicros' conversation whose loop is the caller's: here a test is the node, the network and the
// clock.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
// cmocka needs the four above first.
#include "micros.h"
#include <cmocka.h>

enum { TIMEOUT_MS = 1000, TIMEOUT_US = TIMEOUT_MS * 1000 };

static int64_t now_us;

static struct micros_conversation *start(void)
{
    now_us = 77;
    struct micros_conversation *c = micros_conversation_new(TIMEOUT_MS, now_us);
    assert_non_null(c);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_GREETING);
    return c;
}

static void node_says(struct micros_conversation *c, const char *text)
{
    now_us += 1000;
    micros_conversation_take(c, text, strlen(text), now_us);
}

static struct micros_conversation *greeted(const char *greeting)
{
    struct micros_conversation *c = start();

    node_says(c, greeting);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
    return c;
}

// The node has heard all of it, in pieces of that size.
static void expect_output(struct micros_conversation *c, const char *line, size_t piece)
{
    char heard[64] = "";
    const char *bytes;
    size_t n;

    while ((bytes = micros_conversation_output(c, &n))) {
        n = n < piece ? n : piece;
        strncat(heard, bytes, n);
        micros_conversation_sent(c, n);
    }
    assert_int_equal(n, 0);
    assert_false(micros_conversation_wants_write(c));
    assert_string_equal(heard, line);
}

static void expect_reply(struct micros_conversation *c, enum micros_result result, const char *text)
{
    struct micros_reply reply;

    assert_int_equal(micros_conversation_reply(c, &reply), result);
    assert_int_equal(reply.len, strlen(text));
    assert_string_equal(reply.text, text);
}

static void test_a_command_is_said_and_answered(void **state)
{
    (void)state;
    struct micros_conversation *c = greeted("welcome\nkitchen $  ");
    assert_string_equal(micros_conversation_notice(c), "welcome\n");
    assert_string_equal(micros_conversation_prompt(c), "kitchen $  ");
    assert_string_equal(micros_conversation_state(c)->name, "kitchen");
    assert_int_equal(micros_conversation_say(c, "hello", now_us), MICROS_OK);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_ANSWERING);
    assert_true(micros_conversation_wants_write(c));
    expect_output(c, "hello\n", 2);
    node_says(c, "hello:kitchen:1\nkitchen $  ");
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
    struct micros_reply reply;
    assert_int_equal(micros_conversation_reply(c, &reply), MICROS_OK);
    assert_int_equal(reply.took_us, 1000);
    assert_false(reply.closed);
    expect_reply(c, MICROS_OK, "hello:kitchen:1\n");
    micros_conversation_free(c);
}

// What a node says in two answers, cut at every two places; nothing may depend on where.
static const char greeting[] = "note\nnode $  ", answer[] = "Core error: no\nnode $  ";

static void feed_cut(struct micros_conversation *c, const char *text, size_t a, size_t b)
{
    size_t len = strlen(text), cuts[] = { a < len ? a : len, b < len ? b : len, len };
    size_t at = 0;

    for (size_t i = 0; i < 3; i++) {
        if (cuts[i] > at) {
            micros_conversation_take(c, text + at, cuts[i] - at, now_us);
            at = cuts[i];
        }
    }
}

static void test_nothing_depends_on_where_the_bytes_are_cut(void **state)
{
    (void)state;
    for (size_t a = 0; a <= sizeof answer; a++) {
        for (size_t b = a; b <= sizeof answer; b++) {
            struct micros_conversation *c = start();
            feed_cut(c, greeting, a, b);
            assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
            assert_int_equal(micros_conversation_say(c, "x", now_us), MICROS_OK);
            // The second blank of the prompt may be cut off: it comes before the answer then.
            feed_cut(c, answer, a, b);
            micros_conversation_tick(c, now_us + TIMEOUT_US / 2);
            assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
            expect_reply(c, MICROS_FAILED, "Core error: no\n");
            assert_string_equal(micros_conversation_notice(c), "note\n");
            micros_conversation_free(c);
        }
    }
}

static void test_a_silent_node_is_late_at_the_deadline_and_not_before(void **state)
{
    (void)state;
    struct micros_conversation *c = start();
    int64_t due_us = now_us + TIMEOUT_US;
    assert_int_equal(micros_conversation_deadline_us(c), due_us);
    node_says(c, "half a gree"); // more bytes give no more time
    assert_int_equal(micros_conversation_deadline_us(c), due_us);
    micros_conversation_tick(c, due_us - 1);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_GREETING);
    micros_conversation_tick(c, due_us);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_OVER);
    assert_int_equal(micros_conversation_result(c), MICROS_TIMEOUT);
    assert_int_equal(micros_conversation_deadline_us(c), INT64_MAX);
    assert_false(micros_conversation_wants_read(c));
    assert_int_equal(micros_conversation_say(c, "x", now_us), MICROS_TIMEOUT);
    micros_conversation_free(c);
}

static void test_each_answer_has_its_own_time(void **state)
{
    (void)state;
    struct micros_conversation *c = greeted("n $  ");
    assert_int_equal(micros_conversation_deadline_us(c), INT64_MAX); // nothing is waited for
    now_us += 100 * (int64_t)TIMEOUT_US;
    micros_conversation_tick(c, now_us);
    assert_int_equal(micros_conversation_say(c, "x", now_us), MICROS_OK);
    assert_int_equal(micros_conversation_deadline_us(c), now_us + TIMEOUT_US);
    node_says(c, "\nn $  ");
    micros_conversation_set_timeout(c, 5);
    assert_int_equal(micros_conversation_say(c, "y", now_us), MICROS_OK);
    assert_int_equal(micros_conversation_deadline_us(c), now_us + 5000);
    micros_conversation_tick(c, now_us + 5000);
    assert_int_equal(micros_conversation_result(c), MICROS_TIMEOUT);
    size_t n;
    assert_null(micros_conversation_output(c, &n)); // what was not sent never is
    micros_conversation_free(c);
}

static void test_silence_decides_where_the_bytes_cannot(void **state)
{
    (void)state;
    struct micros_conversation *c = greeted("node $  ");
    assert_int_equal(micros_conversation_say(c, "rename", now_us), MICROS_OK);
    node_says(c, "ok\nother $  ");
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_ANSWERING);
    int64_t due_us = micros_conversation_deadline_us(c);
    assert_true(due_us > now_us && due_us < now_us + TIMEOUT_US / 2);
    micros_conversation_tick(c, due_us - 1);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_ANSWERING);
    micros_conversation_tick(c, due_us);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
    expect_reply(c, MICROS_OK, "ok\n");
    assert_string_equal(micros_conversation_state(c)->name, "other");
    micros_conversation_free(c);
}

static enum micros_result after_refusal(const char *text)
{
    struct micros_conversation *c = start();

    node_says(c, text);
    micros_conversation_closed(c, now_us);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_OVER);
    enum micros_result result = micros_conversation_result(c);
    micros_conversation_free(c);
    return result;
}

static void test_a_refusal_is_told_from_a_lost_connection(void **state)
{
    (void)state;
    assert_int_equal(after_refusal("Connection is busy. Bye!\n"), MICROS_BUSY);
    assert_int_equal(after_refusal("half"), MICROS_CLOSED);
}

static void test_the_right_password_opens_the_node(void **state)
{
    (void)state;
    struct micros_conversation *c = greeted("[password] n $  ");
    assert_true(micros_conversation_state(c)->password);
    assert_int_equal(micros_conversation_login(c, "secret", now_us), MICROS_OK);
    expect_output(c, "secret\n", 100);
    node_says(c, "AuthOk\nn $  ");
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
    assert_false(micros_conversation_state(c)->password);
    micros_conversation_free(c);
}

static void test_a_wrong_password_ends_it(void **state)
{
    (void)state;
    static const char *const refusals[] = { "AuthFailed\n[password] n $  ", "AuthFailed\nBye!\n" };
    for (size_t i = 0; i < 2; i++) {
        struct micros_conversation *c = greeted("[password] n $  ");
        assert_int_equal(micros_conversation_login(c, "guess", now_us), MICROS_OK);
        node_says(c, refusals[i]);
        micros_conversation_closed(c, now_us);
        assert_int_equal(micros_conversation_result(c), MICROS_AUTH_FAILED);
        struct micros_reply reply;
        assert_int_equal(micros_conversation_reply(c, &reply), MICROS_AUTH_FAILED);
        assert_int_equal(micros_conversation_unasked(c, &reply), MICROS_CLOSED);
        assert_non_null(strstr(reply.text, "AuthFailed")); // what it said may still be looked at
        micros_conversation_free(c);
    }
}

static void test_good_bye_is_a_whole_answer(void **state)
{
    (void)state;
    struct micros_conversation *c = greeted("n $  ");
    assert_int_equal(micros_conversation_say(c, "exit", now_us), MICROS_OK);
    node_says(c, "Bye!\n");
    micros_conversation_closed(c, now_us);
    struct micros_reply reply;
    assert_int_equal(micros_conversation_reply(c, &reply), MICROS_OK);
    assert_string_equal(reply.text, "Bye!\n");
    assert_true(reply.closed);
    assert_int_equal(micros_conversation_say(c, "more", now_us), MICROS_CLOSED);
    micros_conversation_free(c);
}

static void test_only_a_whole_line_is_said_and_only_in_turn(void **state)
{
    (void)state;
    struct micros_reply reply;
    struct micros_conversation *c = start();
    assert_int_equal(micros_conversation_say(c, "early", now_us), MICROS_BAD_INPUT);
    node_says(c, "n $  ");
    assert_int_equal(micros_conversation_reply(c, &reply), MICROS_BAD_INPUT); // to what?
    assert_int_equal(micros_conversation_say(c, "two\nlines", now_us), MICROS_BAD_INPUT);
    assert_int_equal(micros_conversation_login(c, "x\r", now_us), MICROS_BAD_INPUT);
    assert_false(micros_conversation_wants_write(c));
    assert_int_equal(micros_conversation_say(c, "x", now_us), MICROS_OK);
    assert_int_equal(micros_conversation_say(c, "y", now_us), MICROS_BAD_INPUT);
    assert_int_equal(micros_conversation_reply(c, &reply), MICROS_BAD_INPUT);
    expect_output(c, "x\n", 1);
    micros_conversation_free(c);
}

static void expect_unasked(struct micros_conversation *c, const char *text)
{
    struct micros_reply reply;

    assert_int_equal(micros_conversation_unasked(c, &reply), MICROS_OK);
    assert_int_equal(reply.len, strlen(text));
    assert_memory_equal(reply.text, text, reply.len);
}

static void test_what_comes_unasked_is_given_once(void **state)
{
    (void)state;
    struct micros_conversation *c = greeted("n $  ");
    expect_unasked(c, "");
    node_says(c, "~~~ one\n");
    expect_unasked(c, "~~~ one\n");
    expect_unasked(c, "");
    assert_int_equal(micros_conversation_say(c, "x", now_us), MICROS_OK);
    node_says(c, "answer\nn $  ");
    expect_reply(c, MICROS_OK, "answer\n");
    node_says(c, "~~~ two\n");
    node_says(c, "~~~ three\n");
    expect_unasked(c, "~~~ two\n~~~ three\n");
    for (int i = 0; i < 100000; i++) { // more than an answer may have: it does not gather
        node_says(c, "~~~ again and again\n");
        struct micros_reply reply;
        assert_int_equal(micros_conversation_unasked(c, &reply), MICROS_OK);
    }
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
    micros_conversation_closed(c, now_us);
    struct micros_reply reply;
    assert_int_equal(micros_conversation_unasked(c, &reply), MICROS_CLOSED);
    micros_conversation_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_command_is_said_and_answered),
        cmocka_unit_test(test_nothing_depends_on_where_the_bytes_are_cut),
        cmocka_unit_test(test_a_silent_node_is_late_at_the_deadline_and_not_before),
        cmocka_unit_test(test_each_answer_has_its_own_time),
        cmocka_unit_test(test_silence_decides_where_the_bytes_cannot),
        cmocka_unit_test(test_a_refusal_is_told_from_a_lost_connection),
        cmocka_unit_test(test_the_right_password_opens_the_node),
        cmocka_unit_test(test_a_wrong_password_ends_it),
        cmocka_unit_test(test_good_bye_is_a_whole_answer),
        cmocka_unit_test(test_only_a_whole_line_is_said_and_only_in_turn),
        cmocka_unit_test(test_what_comes_unasked_is_given_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
