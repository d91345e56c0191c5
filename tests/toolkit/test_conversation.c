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

// The first command of a conversation makes the node say how commands go; this one does not know.
static void say_first(struct micros_conversation *c, const char *line, const char *prompt)
{
    const char *bytes;
    size_t n;

    assert_int_equal(micros_conversation_say(c, line, now_us), MICROS_OK);
    bytes = micros_conversation_output(c, &n);
    assert_non_null(bytes);
    assert_memory_equal(bytes, "outcome on\n", n);
    micros_conversation_sent(c, n);
    micros_conversation_take(c, "execute_LM_function LM_outcome->on: no\n", 39, now_us);
    micros_conversation_take(c, prompt, strlen(prompt), now_us);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_ANSWERING);
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
            feed_cut(c, "Core error: no outcome\nnode $  ", a, b);
            micros_conversation_tick(c, now_us + TIMEOUT_US / 2);
            assert_int_equal(micros_conversation_stage(c), MICROS_IS_ANSWERING);
            feed_cut(c, answer, a, b);
            micros_conversation_tick(c, now_us + TIMEOUT_US / 2);
            assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
            expect_reply(c, MICROS_FAILED, "Core error: no\n");
            assert_string_equal(micros_conversation_notice(c), "note\n");
            micros_conversation_free(c);
        }
    }
}

// A node that tells how commands go is believed, whatever its words look like.
static void test_the_node_says_how_a_command_went(void **state)
{
    (void)state;
    struct micros_conversation *c = greeted("n $  ");
    assert_int_equal(micros_conversation_say(c, "version", now_us), MICROS_OK);
    expect_output(c, "version\n", 100); // everybody answers this one: nothing is asked before it
    node_says(c, "1.2.0-0\nn $  ");
    assert_int_equal(micros_conversation_say(c, "module unload x", now_us), MICROS_OK);
    expect_output(c, "outcome on\n", 100);
    node_says(c, "[ok] n $  ");
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_ANSWERING);
    expect_output(c, "module unload x\n", 100);
    node_says(c, "no reason\n[failed] [configure] n $  ");
    expect_reply(c, MICROS_FAILED, "no reason\n");
    assert_true(micros_conversation_state(c)->configure);
    assert_string_equal(micros_conversation_prompt(c), "[configure] n $  ");
    assert_int_equal(micros_conversation_say(c, "system log", now_us), MICROS_OK);
    expect_output(c, "system log\n", 100); // it was asked once
    node_says(c, "SHELL: a line of the log\n[ok] [configure] n $  ");
    expect_reply(c, MICROS_OK, "SHELL: a line of the log\n");
    micros_conversation_free(c);
    c = greeted("[password] n $  "); // it would be taken for the password
    assert_int_equal(micros_conversation_say(c, "system log", now_us), MICROS_OK);
    expect_output(c, "system log\n", 100);
    micros_conversation_free(c);
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
    say_first(c, "x", "n $  ");
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
    say_first(c, "rename", "node $  ");
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

static const char locked[] = "[password] n $  ";

// A conversation with a node that asks for the password, of which this is known.
static struct micros_conversation *trusting(const char *prompt, const struct micros_trust *trust)
{
    struct micros_conversation *c = start();

    micros_conversation_trust(c, trust);
    node_says(c, prompt);
    return c;
}

static void test_the_right_password_opens_an_older_node_where_it_may(void **state)
{
    (void)state;
    struct micros_conversation *c =
        trusting(locked, &(struct micros_trust){ .allows_plain = true });
    assert_true(micros_conversation_state(c)->password);
    assert_int_equal(micros_conversation_login(c, "secret", now_us), MICROS_OK);
    expect_output(c, "hello >json\n", 100);
    node_says(c, "hello:n:0x1:rel\n[password] n $  ");
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_ANSWERING);
    expect_output(c, "secret\n", 100);
    node_says(c, "AuthOk\nn $  ");
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
    assert_false(micros_conversation_state(c)->password);
    assert_false(micros_conversation_is_proven(c));
    micros_conversation_free(c);
}

static void test_a_wrong_password_ends_it(void **state)
{
    (void)state;
    static const char *const refusals[] = { "AuthFailed\n[password] n $  ", "AuthFailed\nBye!\n" };
    for (size_t i = 0; i < 2; i++) {
        struct micros_conversation *c =
            trusting(locked, &(struct micros_trust){ .allows_plain = true });
        assert_int_equal(micros_conversation_login(c, "guess", now_us), MICROS_OK);
        node_says(c, "{\"devfid\": \"n\", \"hwuid\": \"0x1\"}\n[password] n $  ");
        expect_output(c, "guess\n", 100);
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

static void test_who_answers_is_asked_before_anything_else(void **state)
{
    static const char *const others[] = { "hello:n:0x2\nn $  ", "hello:n\nn $  ", "what?\nn $  ",
                                          "hello:n:0x11\nn $  " };
    const struct micros_trust trust = { .uid = "0x1" };

    (void)state;
    struct micros_conversation *c = trusting("n $  ", &trust);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_GREETING);
    assert_int_equal(micros_conversation_say(c, "reboot", now_us), MICROS_BAD_INPUT);
    expect_output(c, "hello\n", 1);
    node_says(c, "~~~ streamed\nhello:n:0x1:rel\nn $  ");
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_READY);
    struct micros_reply reply;
    assert_int_equal(micros_conversation_reply(c, &reply),
                     MICROS_BAD_INPUT); // nothing was said yet
    assert_int_equal(micros_conversation_unasked(c, &reply), MICROS_OK);
    assert_int_equal(reply.len, 0);
    assert_int_equal(micros_conversation_say(c, "version", now_us), MICROS_OK);
    node_says(c, "1.2.0-0\nn $  ");
    expect_reply(c, MICROS_OK, "1.2.0-0\n");
    micros_conversation_free(c);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        c = trusting("n $  ", &trust);
        node_says(c, others[i]);
        assert_int_equal(micros_conversation_stage(c), MICROS_IS_OVER);
        assert_int_equal(micros_conversation_result(c), MICROS_OTHER_DEVICE);
        assert_false(micros_conversation_wants_write(c));
        micros_conversation_free(c);
    }
    c = trusting("n $  ", &trust); // one that never says
    now_us += TIMEOUT_US;
    micros_conversation_tick(c, now_us);
    assert_int_equal(micros_conversation_result(c), MICROS_TIMEOUT);
    micros_conversation_free(c);
}

static void test_the_password_goes_in_clear_to_nobody_who_could_be_a_stranger(void **state)
{
    static const struct {
        struct micros_trust trust;
        enum micros_result result;
    } rows[] = { { { NULL, false, false }, MICROS_PLAIN_REFUSED },
                 { { NULL, true, false }, MICROS_NOT_PROVEN },
                 { { NULL, true, true }, MICROS_NOT_PROVEN } };
    static const char *const answers[] = { "hello:n:0x1\n[password] n $  ", "AuthFailed\nBye!\n" };

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        struct micros_conversation *c = trusting(locked, &rows[i / 2].trust);
        assert_int_equal(micros_conversation_login(c, "secret", now_us), MICROS_OK);
        expect_output(c, "hello >json\n", 100);
        node_says(c, answers[i % 2]);
        micros_conversation_closed(c, now_us);
        assert_int_equal(micros_conversation_result(c), rows[i / 2].result);
        assert_false(micros_conversation_wants_write(c));
        micros_conversation_free(c);
    }
}

static void test_a_node_that_has_to_prove_itself_hears_open_words_only_until_then(void **state)
{
    (void)state;
    struct micros_conversation *c = trusting("n $  ", &(struct micros_trust){ .must_prove = true });
    assert_int_equal(micros_conversation_login(c, "secret", now_us), MICROS_BAD_INPUT);
    assert_int_equal(micros_conversation_say(c, "version", now_us), MICROS_OK);
    node_says(c, "1.2.0-0\nn $  ");
    expect_reply(c, MICROS_OK, "1.2.0-0\n");
    assert_int_equal(micros_conversation_say(c, "system info", now_us), MICROS_NOT_PROVEN);
    assert_int_equal(micros_conversation_stage(c), MICROS_IS_OVER);
    micros_conversation_free(c);
}

// What the node answers to the login's last line but one, after the nonce it was told.
static struct micros_conversation *logging_in(const char *offer)
{
    struct micros_conversation *c = trusting(locked, &(struct micros_trust){ .uid = NULL });
    char said[256] = "", heard[512];
    const char *bytes;
    size_t n;

    assert_int_equal(micros_conversation_login(c, "secret", now_us), MICROS_OK);
    node_says(c, "{\"devfid\": \"n\", \"login\": \"scram, plain\"}\n[password] n $  ");
    while ((bytes = micros_conversation_output(c, &n))) {
        strncat(said, bytes, n);
        micros_conversation_sent(c, n);
    }
    const char *nonce = strstr(said, "auth scram n,,n=,r=");
    assert_non_null(nonce);
    nonce += strlen("auth scram n,,n=,r=");
    snprintf(heard, sizeof heard, "r=%.*s%s\n[password] n $  ", (int)strcspn(nonce, "\n"), nonce,
             offer);
    node_says(c, heard);
    return c;
}

static void test_a_stranger_s_offer_gets_no_proof_and_its_last_word_no_command(void **state)
{
    static const char *const offers[] = { "", "x,s=AAAA,i=1", "x,s=AAAA,i=9999999",
                                          ",s=AAAA,i=4096" };
    static const char *const finals[] = {
        "AuthOk\nn $  ", "AuthOk\nv=AAAA\nn $  ",
        ("AuthOk\nv=8DjTW7VBZGiJp+WSUphZDkfjszrsFJUDO/pFpwmJ3OU=\n"
         "n $  ")
    };

    (void)state;
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        struct micros_conversation *c = logging_in(offers[i]);
        assert_int_equal(micros_conversation_result(c), MICROS_NOT_PROVEN);
        assert_false(micros_conversation_wants_write(c));
        micros_conversation_free(c);
    }
    for (size_t i = 0; i < sizeof finals / sizeof *finals; i++) {
        struct micros_conversation *c = logging_in("xyz,s=AAAA,i=4096");
        assert_true(micros_conversation_wants_write(c)); // the proof
        node_says(c, finals[i]);
        assert_int_equal(micros_conversation_result(c), MICROS_NOT_PROVEN);
        assert_int_equal(micros_conversation_say(c, "system info", now_us), MICROS_NOT_PROVEN);
        micros_conversation_free(c);
    }
    struct micros_conversation *c = logging_in("xyz,s=AAAA,i=4096");
    node_says(c, "AuthFailed\nTry again in 1 s\nBye!\n");
    micros_conversation_closed(c, now_us);
    assert_int_equal(micros_conversation_result(c), MICROS_AUTH_FAILED);
    micros_conversation_free(c);
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
    say_first(c, "x", "n $  ");
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
    say_first(c, "x", "n $  ");
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
        cmocka_unit_test(test_the_node_says_how_a_command_went),
        cmocka_unit_test(test_a_silent_node_is_late_at_the_deadline_and_not_before),
        cmocka_unit_test(test_each_answer_has_its_own_time),
        cmocka_unit_test(test_silence_decides_where_the_bytes_cannot),
        cmocka_unit_test(test_a_refusal_is_told_from_a_lost_connection),
        cmocka_unit_test(test_the_right_password_opens_an_older_node_where_it_may),
        cmocka_unit_test(test_who_answers_is_asked_before_anything_else),
        cmocka_unit_test(test_the_password_goes_in_clear_to_nobody_who_could_be_a_stranger),
        cmocka_unit_test(test_a_node_that_has_to_prove_itself_hears_open_words_only_until_then),
        cmocka_unit_test(test_a_stranger_s_offer_gets_no_proof_and_its_last_word_no_command),
        cmocka_unit_test(test_a_wrong_password_ends_it),
        cmocka_unit_test(test_good_bye_is_a_whole_answer),
        cmocka_unit_test(test_only_a_whole_line_is_said_and_only_in_turn),
        cmocka_unit_test(test_what_comes_unasked_is_given_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
