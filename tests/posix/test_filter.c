// Filters on a stream, with one that does all that a filter may do (scrambler.h).
#include "pair.h"
#include "scrambler.h"
#include "test.h"
#include <sys/socket.h>
#include <unistd.h>

#define PAIR_TEST(f) cmocka_unit_test_setup_teardown(f, pair_open, pair_close)

enum { LOT = 100000 };

// The peer's end becomes a stream with a filter, too.
static void open_both(struct pair *p, struct side *other, struct scrambler ours[2])
{
    pair_open_side(other, &p->loop, STREAM_SOCKET, p->peer, p->peer);
    p->peer = -1;
    scrambler_push(&ours[0], &p->side.stream, 11);
    scrambler_push(&ours[1], &other->stream, 222);
}

static void close_both(struct side *other, const struct scrambler ours[2])
{
    pair_free_side(other);
    assert_int_equal(ours[1].n_released, 1);
}

static void test_bytes_pass_both_ways_and_are_not_in_the_clear(void **state)
{
    struct pair *p = *state;
    static struct scrambler s;
    struct buffer wire = { 0 };

    scrambler_push(&s, &p->side.stream, 5);
    stream_send(&p->side.stream, "secret word", 11);
    pair_run_until_idle(p);
    assert_true(pair_peer_reads(p, &wire));
    pair_expect(&wire, "H\5", 2); // held back until the peer's key has come
    assert_int_equal(stream_unsent(&p->side.stream), 11);
    pair_peer_says(p, "H\7", 2);
    pair_run_until_idle(p);
    assert_true(pair_peer_reads(p, &wire));
    assert_int_equal(buffer_waiting(&wire), 2 + 3 + 11);
    assert_null(memmem(buffer_front(&wire), buffer_waiting(&wire), "secret", 6));
    assert_int_equal(stream_unsent(&p->side.stream), 0);
    buffer_clear(&wire, 0);
}

static void echo(struct side *s)
{
    size_t len = buffer_waiting(&s->got);

    stream_send(&s->stream, buffer_front(&s->got), len);
    buffer_clear(&s->got, 4096);
}

static void test_all_arrives_and_comes_back_through_the_smallest_buffers(void **state)
{
    struct pair *p = *state;
    struct side other;
    static struct scrambler ours[2];
    char *data = malloc(LOT);
    uint64_t random = 9;

    assert_non_null(data);
    for (size_t i = 0; i < LOT; i++)
        data[i] = (char)test_draw(&random);
    pair_make_small(p);
    open_both(p, &other, ours);
    other.then = echo;
    for (size_t at = 0, len = 1; at < LOT; at += len, len = len * 7 % 1009) {
        len = len < LOT - at ? len : LOT - at;
        stream_send(&p->side.stream, data + at, len);
    }
    for (size_t n = 0; buffer_waiting(&p->side.got) < LOT; n++) {
        assert_true(n < LOT);
        assert_int_equal(loop_round(&p->loop, 1000), 0);
    }
    pair_expect(&p->side.got, data, LOT);
    close_both(&other, ours);
    free(data);
}

static void test_two_filters_stand_on_each_other(void **state)
{
    struct pair *p = *state;
    struct side other;
    static struct scrambler ours[2], more[2];

    open_both(p, &other, ours);
    scrambler_push(&more[0], &p->side.stream, 33);
    scrambler_push(&more[1], &other.stream, 44);
    stream_send(&p->side.stream, "twice", 5);
    stream_end(&p->side.stream);
    pair_wait(p, &other.n_ended, 1);
    pair_expect(&other.got, "twice", 5);
    stream_end(&other.stream);
    pair_wait(p, &p->side.n_released, 1);
    assert_int_equal(ours[0].n_released + more[0].n_released, 2);
    close_both(&other, ours);
    assert_int_equal(more[1].n_released, 1);
}

// What a scrambler says on the wire: all of it, to its end.
static void record(void **state, struct buffer *wire)
{
    struct pair *p;
    struct scrambler s;

    pair_open((void **)&p);
    scrambler_push(&s, &p->side.stream, 77);
    pair_peer_says(p, "H\1", 2);
    stream_send(&p->side.stream, "first, ", 7);
    pair_run_until_idle(p);
    stream_send(&p->side.stream, "second", 6);
    stream_end(&p->side.stream);
    pair_run_until_idle(p);
    pair_end_patience(p);
    assert_false(pair_peer_reads(p, wire));
    pair_close((void **)&p);
    (void)state;
}

// A stream with a scrambler hears these bytes, cut where `cuts` has a bit set.
static void hear_pieces(const struct buffer *wire, size_t cut)
{
    struct pair *p;
    struct scrambler s;
    size_t len = buffer_waiting(wire);

    pair_open((void **)&p);
    scrambler_push(&s, &p->side.stream, 1);
    if (cut) {
        pair_peer_says(p, buffer_front(wire), cut);
        pair_run_until_idle(p);
        pair_peer_says(p, buffer_front(wire) + cut, len - cut);
    } else {
        for (size_t i = 0; i < len; i++)
            pair_peer_says(p, buffer_front(wire) + i, 1);
    }
    pair_wait(p, &p->side.n_ended, 1);
    pair_expect(&p->side.got, "first, second", 13);
    assert_int_equal(p->side.n_closed, 0);
    pair_close((void **)&p);
}

static void test_input_may_come_in_any_pieces(void **state)
{
    struct buffer wire = { 0 };

    record(state, &wire);
    for (size_t cut = 0; cut < buffer_waiting(&wire); cut++)
        hear_pieces(&wire, cut);
    buffer_clear(&wire, 0);
}

// The wire cut short, or one bit of it wrong: either nothing follows from it, or the stream is
// broken and its owner has had only what was right before.
static void hear_broken(const char *wire, size_t len)
{
    struct pair *p;
    struct scrambler s;

    pair_open((void **)&p);
    scrambler_push(&s, &p->side.stream, 1);
    if (len)
        (void)!send(p->peer, wire, len, MSG_NOSIGNAL);
    shutdown(p->peer, SHUT_WR);
    pair_wait(p, &p->side.n_released, 1);
    assert_int_equal(p->side.n_ended, 0);
    assert_int_equal(s.n_released, 1);
    pair_close((void **)&p);
}

static void test_an_end_that_is_no_proper_one_breaks_the_stream(void **state)
{
    struct buffer wire = { 0 };

    record(state, &wire);
    for (size_t len = 0; len < buffer_waiting(&wire); len++)
        hear_broken(buffer_front(&wire), len);
    buffer_clear(&wire, 0);
}

static void test_a_wrong_byte_breaks_the_stream(void **state)
{
    struct buffer wire = { 0 };

    record(state, &wire);
    for (size_t at = 2; at < buffer_waiting(&wire); at++) { // another key is no fault by itself
        wire.data[at] = (char)(wire.data[at] ^ 0x40);
        hear_broken(buffer_front(&wire), buffer_waiting(&wire));
        wire.data[at] = (char)(wire.data[at] ^ 0x40);
    }
    buffer_clear(&wire, 0);
}

static const char thousand[1000];

static void test_what_a_filter_holds_back_counts_as_unsent(void **state)
{
    struct pair *p = *state;
    static struct scrambler s;

    scrambler_push(&s, &p->side.stream, 5);
    for (int i = 0; i < 20; i++)
        stream_send(&p->side.stream, thousand, sizeof thousand);
    pair_run_until_idle(p);
    assert_false(stream_has_room(&p->side.stream));
    assert_int_equal(p->side.n_drained, 0);
    pair_peer_says(p, "H\1", 2);
    pair_run_until_idle(p);
    assert_true(stream_has_room(&p->side.stream));
    assert_true(p->side.n_drained > 0);
    for (int i = 0; i < 1000; i++) // the peer reads none of it
        stream_send(&p->side.stream, thousand, sizeof thousand);
    assert_int_equal(p->side.n_closed, 0);
    pair_wait(p, &p->side.n_released, 1);
}

static void test_an_end_waits_for_what_a_filter_holds_back(void **state)
{
    struct pair *p = *state;
    static struct scrambler s;
    struct buffer wire = { 0 };

    scrambler_push(&s, &p->side.stream, 5);
    stream_send(&p->side.stream, "last", 4);
    stream_end(&p->side.stream);
    pair_run_until_idle(p);
    assert_true(pair_peer_reads(p, &wire)); // not ended yet
    pair_peer_says(p, "H\1", 2);
    pair_run_until_idle(p);
    pair_end_patience(p);
    assert_false(pair_peer_reads(p, &wire));
    assert_int_equal(buffer_waiting(&wire), 2 + 3 + 4 + 3);
    assert_memory_equal(buffer_front(&wire) + 9, "E\0\0", 3); // its last words
    pair_peer_closes(p);
    pair_wait(p, &p->side.n_released, 1);
    buffer_clear(&wire, 0);
}

static void test_an_end_does_not_wait_for_ever(void **state)
{
    struct pair *p = *state;
    static struct scrambler s;

    scrambler_push(&s, &p->side.stream, 5);
    stream_send(&p->side.stream, "last", 4);
    stream_end(&p->side.stream);
    pair_run_until_idle(p);
    loop_set_timer(&p->loop, &p->side.stream.linger, p->loop.clock_ms);
    pair_wait(p, &p->side.n_released, 1);
    assert_int_equal(s.n_released, 1);
}

static void drop_it(struct side *s)
{
    stream_drop(&s->stream);
}

static void test_the_owner_may_drop_the_stream_from_inside_a_filter_s_call(void **state)
{
    struct pair *p = *state;
    struct side other;
    static struct scrambler ours[2];

    open_both(p, &other, ours);
    other.then = drop_it;
    stream_send(&p->side.stream, "one", 3);
    pair_wait(p, &other.n_released, 1);
    assert_int_equal(ours[1].n_released, 1);
    pair_expect(&other.got, "one", 3);
    pair_free_side(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(test_bytes_pass_both_ways_and_are_not_in_the_clear),
        PAIR_TEST(test_all_arrives_and_comes_back_through_the_smallest_buffers),
        PAIR_TEST(test_two_filters_stand_on_each_other),
        cmocka_unit_test(test_input_may_come_in_any_pieces),
        cmocka_unit_test(test_an_end_that_is_no_proper_one_breaks_the_stream),
        cmocka_unit_test(test_a_wrong_byte_breaks_the_stream),
        PAIR_TEST(test_what_a_filter_holds_back_counts_as_unsent),
        PAIR_TEST(test_an_end_waits_for_what_a_filter_holds_back),
        PAIR_TEST(test_an_end_does_not_wait_for_ever),
        PAIR_TEST(test_the_owner_may_drop_the_stream_from_inside_a_filter_s_call),
    };

    return RUN(tests);
}
