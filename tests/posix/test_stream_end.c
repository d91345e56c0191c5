// How a stream ends that has something left to say: to peers that end their side, that go on
// talking, that say nothing.
#include "pair.h"
#include "test.h"
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static const char thousand[1000];

// More than the peer takes at once, and the end behind it.
static void end_with_much_unsent(struct pair *p)
{
    pair_make_small(p);
    for (int i = 0; i < 50; i++)
        stream_send(&p->side.stream, thousand, sizeof thousand);
    stream_end(&p->side.stream);
    pair_run_until_idle(p);
}

static void end_with_last_words(struct pair *p)
{
    stream_send(&p->side.stream, "Bye!\n", 5);
    stream_end(&p->side.stream);
    pair_run_until_idle(p);
}

static void expect_reset(struct pair *p)
{
    char byte;

    assert_int_equal(recv(p->peer, &byte, 1, 0), -1);
    assert_int_equal(errno, ECONNRESET);
    assert_int_equal(p->side.n_released, 1);
}

static void test_all_is_sent_and_then_it_is_the_peer_s_turn(void **state)
{
    struct pair *p = *state;

    end_with_much_unsent(p);
    pair_peer_gets(p, 50 * sizeof thousand); // and no end
    assert_int_equal(p->side.n_closed, 0);
    pair_peer_closes(p);
    pair_wait(p, &p->side.n_released, 1);
    assert_int_equal(p->side.n_offers, 0);
}

static void test_what_is_said_before_the_last_words_came_is_thrown_away(void **state)
{
    struct pair *p = *state; // of which both ends see what was read

    end_with_last_words(p);
    pair_peer_says(p, "on its way", 10);
    pair_run_until_idle(p);
    assert_int_equal(p->side.n_closed, 0);
    pair_peer_gets(p, 5);
    pair_peer_closes(p);
    pair_wait(p, &p->side.n_released, 1);
    assert_int_equal(p->side.n_offers, 0);
}

static void test_last_words_reach_a_peer_that_has_ended_its_side_meanwhile(void **state)
{
    struct pair *p = *state;
    struct buffer got = { 0 };

    end_with_much_unsent(p);
    shutdown(p->peer, SHUT_WR);
    while (pair_peer_reads(p, &got))
        assert_int_equal(loop_round(&p->loop, 0), 0);
    assert_int_equal(buffer_waiting(&got), 50 * sizeof thousand);
    pair_wait(p, &p->side.n_released, 1);
    buffer_clear(&got, 0);
}

static void test_who_speaks_after_the_last_words_is_reset(void **state)
{
    struct pair *p = *state;

    end_with_last_words(p);
    pair_peer_gets(p, 5);
    pair_peer_says(p, "exit", 4);
    pair_wait(p, &p->side.n_released, 1);
    expect_reset(p);
}

static void test_a_peer_that_says_nothing_hears_the_end_after_a_second(void **state)
{
    struct pair *p = *state;
    uint64_t now_ms = p->loop.clock_ms;
    char byte;

    end_with_last_words(p);
    assert_true(p->side.stream.linger.at_ms >= now_ms + 1000);
    pair_peer_gets(p, 5);
    pair_end_patience(p);
    assert_int_equal(recv(p->peer, &byte, 1, 0), 0);
    assert_int_equal(p->side.n_closed, 0);
    pair_peer_says(p, "exit", 4);
    pair_wait(p, &p->side.n_released, 1);
}

static void test_a_peer_that_never_ends_its_side_is_dropped_in_time(void **state)
{
    struct pair *p = *state;
    uint64_t now_ms = p->loop.clock_ms;

    end_with_last_words(p);
    pair_end_patience(p);
    assert_int_equal(p->side.n_closed, 0);
    assert_true(p->side.stream.linger.at_ms >= now_ms + 2000);
    pair_end_patience(p);
    assert_int_equal(p->side.n_released, 1);
}

#define PAIR_TEST(f) cmocka_unit_test_setup_teardown(f, pair_open, pair_close)
#define TCP_TEST(f)  cmocka_unit_test_setup_teardown(f, pair_open_tcp, pair_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TCP_TEST(test_all_is_sent_and_then_it_is_the_peer_s_turn),
        PAIR_TEST(test_all_is_sent_and_then_it_is_the_peer_s_turn),
        PAIR_TEST(test_what_is_said_before_the_last_words_came_is_thrown_away),
        TCP_TEST(test_last_words_reach_a_peer_that_has_ended_its_side_meanwhile),
        TCP_TEST(test_who_speaks_after_the_last_words_is_reset),
        TCP_TEST(test_a_peer_that_says_nothing_hears_the_end_after_a_second),
        TCP_TEST(test_a_peer_that_never_ends_its_side_is_dropped_in_time),
    };

    return RUN(tests);
}
