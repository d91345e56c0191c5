// Streams: partial writes, back-pressure, pauses, ends, and peers that vanish.
#include "pair.h"
#include "test.h"
#include <fcntl.h>
#include <pty.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#define PAIR_TEST(f) cmocka_unit_test_setup_teardown(f, pair_open, pair_close)

enum { LOT = 200000 }; // less than what a stream holds for a slow peer

static char *many_bytes(void)
{
    char *data = malloc(LOT);
    uint64_t random = 7;

    assert_non_null(data);
    for (size_t i = 0; i < LOT; i++)
        data[i] = (char)test_draw(&random);
    return data;
}

static void test_all_bytes_arrive_in_order_through_the_smallest_buffers(void **state)
{
    struct pair *p = *state;
    char *data = many_bytes();
    struct buffer got = { 0 };
    size_t at = 0;

    pair_make_small(p);
    for (size_t len = 1; at < LOT; at += len, len = len * 3 % 10007) {
        len = len < LOT - at ? len : LOT - at;
        stream_send(&p->side.stream, data + at, len);
    }
    while (buffer_waiting(&got) < LOT) {
        assert_true(pair_peer_reads(p, &got));
        assert_int_equal(loop_round(&p->loop, 0), 0);
    }
    pair_expect(&got, data, LOT);
    pair_run_until_idle(p);
    assert_int_equal(stream_unsent(&p->side.stream), 0);
    assert_true(p->side.n_drained > 0);
    buffer_clear(&got, 0);
    free(data);
}

static void test_nothing_is_written_before_the_end_of_the_round(void **state)
{
    struct pair *p = *state;
    struct buffer got = { 0 };

    stream_send(&p->side.stream, "one ", 4);
    stream_send(&p->side.stream, "two", 3);
    assert_true(pair_peer_reads(p, &got));
    pair_expect(&got, "", 0);
    assert_int_equal(loop_round(&p->loop, 0), 0);
    assert_true(pair_peer_reads(p, &got));
    pair_expect(&got, "one two", 7);
    stream_send(&p->side.stream, "!", 1);
    stream_flush(&p->side.stream); // but for this
    assert_true(pair_peer_reads(p, &got));
    pair_expect(&got, "one two!", 8);
    buffer_clear(&got, 0);
}

static const char thousand[1000];

static void answer_thousand(struct side *s)
{
    stream_send(&s->stream, thousand, sizeof thousand);
}

static void test_a_peer_that_does_not_read_is_given_no_further_answers(void **state)
{
    enum { COMMANDS = 500 };
    struct pair *p = *state;
    struct buffer got = { 0 };
    char commands[COMMANDS] = { 0 };

    pair_make_small(p);
    p->side.takes = 1; // a byte is a command
    p->side.is_server = true;
    p->side.then = answer_thousand;
    assert_int_equal(send(p->peer, commands, sizeof commands, 0), sizeof commands);
    pair_run_until_idle(p);
    size_t most = stream_unsent(&p->side.stream);
    assert_true(most >= 16384 && most < 16384 + sizeof thousand);
    assert_true(buffer_waiting(&p->side.got) < COMMANDS);
    while (buffer_waiting(&got) < COMMANDS * sizeof thousand) {
        assert_true(pair_peer_reads(p, &got));
        assert_int_equal(loop_round(&p->loop, 0), 0);
        assert_true(stream_unsent(&p->side.stream) <= most + sizeof thousand);
    }
    assert_int_equal(buffer_waiting(&p->side.got), COMMANDS);
    buffer_clear(&got, 0);
}

static void test_input_that_is_not_taken_is_offered_again_when_asked_for(void **state)
{
    struct pair *p = *state;

    p->side.takes = 0;
    pair_peer_says(p, "abcdef", 6);
    pair_run_until_idle(p);
    size_t before = p->side.n_offers;
    assert_true(before > 0);
    pair_peer_says(p, "ghi", 3); // stays with the kernel
    pair_run_until_idle(p);
    assert_int_equal(p->side.n_offers, before);
    p->side.takes = 4;
    stream_resume(&p->side.stream);
    pair_run_until_idle(p);
    pair_expect(&p->side.got, "abcd", 4);
    stream_send(&p->side.stream, "x", 1); // who sends may want the next
    pair_run_until_idle(p);
    pair_expect(&p->side.got, "abcdefghi", 9);
}

static void test_a_paused_stream_offers_nothing(void **state)
{
    struct pair *p = *state;

    stream_pause(&p->side.stream);
    pair_run_until_idle(p);
    pair_peer_says(p, "later", 5);
    shutdown(p->peer, SHUT_WR);
    pair_run_until_idle(p);
    assert_int_equal(p->side.n_offers + p->side.n_ended, 0);
    stream_resume(&p->side.stream);
    pair_wait(p, &p->side.n_ended, 1);
    pair_expect(&p->side.got, "later", 5);
}

static void pause_it(struct side *s)
{
    stream_pause(&s->stream);
}

static void test_a_pause_in_the_middle_of_input_keeps_the_rest(void **state)
{
    struct pair *p = *state;

    p->side.takes = 2;
    p->side.then = pause_it;
    pair_peer_says(p, "abcdef", 6);
    pair_run_until_idle(p);
    pair_expect(&p->side.got, "ab", 2);
    stream_resume(&p->side.stream);
    pair_run_until_idle(p);
    pair_expect(&p->side.got, "abcd", 4);
}

static void test_a_peer_too_far_behind_is_dropped_at_the_end_of_the_round(void **state)
{
    struct pair *p = *state;

    for (int i = 0; i < 1000; i++)
        stream_send(&p->side.stream, thousand, sizeof thousand);
    assert_int_equal(p->side.n_closed, 0); // its owner is in the middle of something
    assert_true(stream_unsent(&p->side.stream) <= 262144);
    assert_int_equal(loop_round(&p->loop, 0), 0);
    assert_int_equal(p->side.n_closed, 1);
    assert_int_equal(p->side.n_released, 1);
    stream_send(&p->side.stream, "x", 1); // goes nowhere
    pair_run_until_idle(p);
    assert_int_equal(p->side.n_closed, 1);
}

static void test_all_input_comes_before_the_end(void **state)
{
    struct pair *p = *state;
    struct buffer got = { 0 };

    p->side.takes = 0;
    pair_peer_says(p, "abcdef", 6);
    shutdown(p->peer, SHUT_WR);
    pair_run_until_idle(p);
    assert_int_equal(p->side.n_ended, 0);
    assert_false(stream_has_ended(&p->side.stream)); // it was not read yet
    p->side.takes = 3;
    while (!p->side.n_ended) {
        stream_resume(&p->side.stream);
        pair_run_until_idle(p);
    }
    pair_expect(&p->side.got, "abcdef", 6);
    stream_send(&p->side.stream, "answer", 6); // the peer still reads
    pair_run_until_idle(p);
    assert_true(pair_peer_reads(p, &got));
    pair_expect(&got, "answer", 6);
    assert_int_equal(p->side.n_ended, 1);
    stream_end(&p->side.stream);
    pair_wait(p, &p->side.n_released, 1); // nothing more is waited for
    buffer_clear(&got, 0);
}

static void test_a_peer_that_vanishes_closes_the_stream_once(void **state)
{
    struct pair *p = *state;

    stream_send(&p->side.stream, "unread", 6);
    pair_run_until_idle(p);
    pair_peer_closes(p); // with bytes unread: a reset
    pair_wait(p, &p->side.n_released, 1);
    assert_int_equal(p->side.n_closed, 1);
    assert_false(timers_is_set(&p->side.stream.linger));
}

static void test_writing_to_a_peer_that_is_gone_closes_the_stream(void **state)
{
    struct pair *p = *state;

    stream_pause(&p->side.stream); // nothing is read that would tell
    pair_run_until_idle(p);
    pair_peer_closes(p);
    stream_send(&p->side.stream, "x", 1);
    pair_wait(p, &p->side.n_released, 1);
}

static void drop_it(struct side *s)
{
    stream_drop(&s->stream);
    assert_int_equal(s->n_closed, 1);
    assert_int_equal(s->n_released, 0); // this round may still point to it
}

static void test_the_owner_may_drop_the_stream_from_inside_its_input(void **state)
{
    struct pair *p = *state;

    p->side.takes = 2;
    p->side.then = drop_it;
    pair_peer_says(p, "abcdef", 6);
    pair_wait(p, &p->side.n_released, 1);
    pair_expect(&p->side.got, "ab", 2);
    assert_int_equal(p->side.n_ended, 0);
}

static void end_it(struct side *s)
{
    stream_send(&s->stream, "bye", 3);
    stream_end(&s->stream);
}

static void test_the_owner_may_end_the_stream_from_inside_its_input(void **state)
{
    struct pair *p = *state;
    struct buffer got = { 0 };

    p->side.takes = 2;
    p->side.then = end_it;
    pair_peer_says(p, "abcdef", 6);
    pair_run_until_idle(p);
    assert_true(pair_peer_reads(p, &got));
    pair_expect(&got, "bye", 3);
    pair_expect(&p->side.got, "ab", 2); // what came after is thrown away
    buffer_clear(&got, 0);
}

// ---- terminals ----

static void test_a_terminal_goes_on_after_its_end_of_input(void **state)
{
    struct pair *p = *state;
    struct side terminal;
    int us, keyboard;

    assert_int_equal(openpty(&keyboard, &us, NULL, NULL, NULL), 0);
    assert_int_equal(fcntl(us, F_SETFL, O_NONBLOCK), 0);
    int out = fcntl(us, F_DUPFD_CLOEXEC, 3);
    pair_open_side(&terminal, &p->loop, STREAM_TERMINAL, us, out);
    assert_int_equal(write(keyboard, "one\n\4", 5), 5);
    pair_wait(p, &terminal.n_ended, 1);
    assert_false(stream_has_ended(&terminal.stream));
    terminal.n_offers = 0;
    assert_int_equal(write(keyboard, "two\n", 4), 4);
    pair_wait(p, &terminal.n_offers, 1);
    pair_expect(&terminal.got, "one\ntwo\n", 8);
    close(keyboard); // its other end is gone: that is its end, too
    pair_wait(p, &terminal.n_ended, 2);
    assert_true(stream_has_ended(&terminal.stream));
    pair_free_side(&terminal);
}

static void test_a_console_of_two_pipes_ends_with_its_input_and_still_answers(void **state)
{
    struct pair *p = *state;
    struct side console;
    int in[2], out[2];
    char answer[8];

    assert_int_equal(pipe2(in, O_NONBLOCK), 0);
    assert_int_equal(pipe2(out, O_NONBLOCK), 0);
    pair_open_side(&console, &p->loop, STREAM_TERMINAL, in[0], out[1]);
    assert_int_equal(write(in[1], "hello", 5), 5);
    close(in[1]);
    pair_wait(p, &console.n_ended, 1);
    pair_expect(&console.got, "hello", 5);
    assert_true(stream_has_ended(&console.stream));
    stream_send(&console.stream, "hi", 2);
    pair_run_until_idle(p);
    assert_int_equal(read(out[0], answer, sizeof answer), 2);
    pair_free_side(&console);
    close(out[0]);
}

static void test_a_terminal_that_is_not_read_loses_bytes_and_stays(void **state)
{
    struct pair *p = *state;
    struct side console;
    int in[2], out[2];
    size_t got = 0;
    char data[4096];

    assert_int_equal(pipe2(in, O_NONBLOCK), 0);
    assert_int_equal(pipe2(out, O_NONBLOCK), 0);
    pair_open_side(&console, &p->loop, STREAM_TERMINAL, in[0], out[1]);
    for (int i = 0; i < 1000; i++)
        stream_send(&console.stream, thousand, sizeof thousand);
    pair_run_until_idle(p);
    assert_int_equal(console.n_closed, 0);
    for (ssize_t n; (n = read(out[0], data, sizeof data)) > 0; got += (size_t)n)
        pair_run_until_idle(p);
    assert_int_equal(got, 262144 / sizeof thousand * sizeof thousand);
    pair_free_side(&console);
    close(in[1]);
    close(out[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(test_all_bytes_arrive_in_order_through_the_smallest_buffers),
        PAIR_TEST(test_nothing_is_written_before_the_end_of_the_round),
        PAIR_TEST(test_a_peer_that_does_not_read_is_given_no_further_answers),
        PAIR_TEST(test_input_that_is_not_taken_is_offered_again_when_asked_for),
        PAIR_TEST(test_a_paused_stream_offers_nothing),
        PAIR_TEST(test_a_pause_in_the_middle_of_input_keeps_the_rest),
        PAIR_TEST(test_a_peer_too_far_behind_is_dropped_at_the_end_of_the_round),
        PAIR_TEST(test_all_input_comes_before_the_end),
        PAIR_TEST(test_a_peer_that_vanishes_closes_the_stream_once),
        PAIR_TEST(test_writing_to_a_peer_that_is_gone_closes_the_stream),
        PAIR_TEST(test_the_owner_may_drop_the_stream_from_inside_its_input),
        PAIR_TEST(test_the_owner_may_end_the_stream_from_inside_its_input),
        PAIR_TEST(test_a_terminal_goes_on_after_its_end_of_input),
        PAIR_TEST(test_a_console_of_two_pipes_ends_with_its_input_and_still_answers),
        PAIR_TEST(test_a_terminal_that_is_not_read_loses_bytes_and_stays),
    };

    return RUN(tests);
}
