// Rounds of the loop: watches, timers, work, and the order between them.
#include "posix/loop.h"
#include "test.h"
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { MANY = 10000 };

// Each piece writes its letter when it runs.
static char said[64];

static void say(char letter)
{
    size_t len = strlen(said);

    assert_true(len + 1 < sizeof said);
    said[len] = letter;
    said[len + 1] = '\0';
}

struct piece {
    struct watch watch;
    struct loop_timer timer;
    struct loop_work work;
    char letter;
    void (*then)(struct loop *l, struct piece *p);
    struct piece *other;
};

static void piece_says(struct loop *l, struct piece *p)
{
    say(p->letter);
    if (p->then)
        p->then(l, p);
}

static void timer_due(struct loop *l, struct loop_timer *t)
{
    piece_says(l, LOOP_OWNER(struct piece, timer, t));
}

static void work_runs(struct loop *l, struct loop_work *w)
{
    piece_says(l, LOOP_OWNER(struct piece, work, w));
}

static void watch_ready(struct loop *l, struct watch *w, uint32_t events)
{
    char byte;

    (void)events;
    assert_int_equal(read(w->fd, &byte, 1), 1);
    piece_says(l, LOOP_OWNER(struct piece, watch, w));
}

static struct piece piece(char letter, void (*then)(struct loop *l, struct piece *p),
                          struct piece *other)
{
    return (struct piece){
        { -1, watch_ready }, { .due = timer_due }, { .run = work_runs }, letter, then, other
    };
}

static int start(void **state)
{
    struct loop *l = *state = malloc(sizeof *l);

    said[0] = '\0';
    return !l || loop_init(l);
}

static int end(void **state)
{
    loop_free(*state);
    free(*state);
    return 0;
}

static void cancels_other(struct loop *l, struct piece *p)
{
    loop_stop_timer(l, &p->other->timer);
}

static void test_a_timer_may_cancel_another_that_is_due_too(void **state)
{
    struct loop *l = *state;
    struct piece b = piece('b', NULL, NULL), a = piece('a', cancels_other, &b),
                 c = piece('c', NULL, NULL);

    loop_set_timer(l, &a.timer, l->clock_ms);
    loop_set_timer(l, &b.timer, l->clock_ms);
    loop_set_timer(l, &c.timer, l->clock_ms);
    assert_int_equal(loop_round(l, 0), 0);
    assert_string_equal(said, "ac");
}

static void sets_itself(struct loop *l, struct piece *p)
{
    loop_set_timer(l, &p->timer, 0); // a moment that is long over
}

static void test_a_timer_that_sets_itself_lets_all_others_run(void **state)
{
    struct loop *l = *state;
    struct piece again = piece('a', sets_itself, NULL), b = piece('b', NULL, NULL);
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    struct piece reads = piece('r', NULL, NULL);
    reads.watch.fd = ends[0];
    assert_int_equal(loop_add(l, &reads.watch, EPOLLIN), 0);
    loop_set_timer(l, &again.timer, 0);
    loop_set_timer(l, &b.timer, 0);
    assert_int_equal(loop_round(l, -1), 0);
    assert_string_equal(said, "ab");
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(loop_round(l, -1), 0);
    assert_string_equal(said, "abra");
    loop_stop_timer(l, &again.timer);
    loop_close(l, &reads.watch);
    close(ends[1]);
}

static void test_the_loop_sleeps_until_the_earliest_moment(void **state)
{
    struct loop *l = *state;
    struct piece a = piece('a', NULL, NULL), b = piece('b', NULL, NULL);
    uint64_t start_ms = l->clock_ms;

    loop_set_timer(l, &b.timer, start_ms + 60000);
    loop_set_timer(l, &a.timer, start_ms + 20);
    while (!said[0])
        assert_int_equal(loop_round(l, -1), 0);
    assert_string_equal(said, "a");
    assert_true(l->clock_ms >= start_ms + 20);
    loop_stop_timer(l, &b.timer);
}

static void test_a_timer_may_be_set_to_no_later_moment(void **state)
{
    struct loop *l = *state;
    struct piece a = piece('a', NULL, NULL);
    uint64_t now_ms = l->clock_ms;

    loop_set_timer_by(l, &a.timer, now_ms + 500);
    loop_set_timer_by(l, &a.timer, now_ms + 900);
    assert_int_equal(a.timer.at_ms, now_ms + 500);
    loop_set_timer_by(l, &a.timer, now_ms + 100);
    assert_int_equal(a.timer.at_ms, now_ms + 100);
    loop_set_timer(l, &a.timer, now_ms + 900);
    assert_int_equal(a.timer.at_ms, now_ms + 900);
    loop_stop_timer(l, &a.timer);
}

static size_t n_due;

static void count(struct loop *l, struct loop_timer *t)
{
    (void)l;
    (void)t;
    n_due++;
}

static void test_ten_thousand_timers_come_in_one_round(void **state)
{
    struct loop *l = *state;
    struct loop_timer *t = calloc(MANY, sizeof *t);

    assert_non_null(t);
    n_due = 0;
    for (size_t i = 0; i < MANY; i++) {
        t[i].due = count;
        loop_set_timer(l, &t[i], l->clock_ms);
    }
    assert_int_equal(loop_round(l, 0), 0);
    assert_int_equal(n_due, MANY);
    free(t);
}

static void asks_for_other(struct loop *l, struct piece *p)
{
    loop_later(l, &p->other->work);
}

static void test_work_comes_after_timers_and_last_work_after_all_other(void **state)
{
    struct loop *l = *state;
    struct piece more = piece('m', NULL, NULL), work = piece('w', asks_for_other, &more),
                 timer = piece('t', asks_for_other, &work), last = piece('l', NULL, NULL);

    loop_last(l, &last.work);
    loop_set_timer(l, &timer.timer, 0);
    assert_int_equal(loop_round(l, -1), 0); // work that waits: the loop does not sleep
    assert_string_equal(said, "twml");
    said[0] = '\0';
    assert_int_equal(loop_round(l, 0), 0);
    assert_string_equal(said, ""); // once for each asking
}

static void test_work_is_done_once_however_often_it_was_asked_for(void **state)
{
    struct loop *l = *state;
    struct piece a = piece('a', NULL, NULL), b = piece('b', NULL, NULL), c = piece('c', NULL, NULL);

    loop_later(l, &a.work);
    loop_later(l, &b.work);
    loop_later(l, &c.work);
    loop_later(l, &a.work);
    loop_last(l, &b.work); // it waits already, and stays where it is
    loop_end_round(l);
    assert_string_equal(said, "abc");
}

static void forgets_other(struct loop *l, struct piece *p)
{
    loop_forget(l, &p->other->work);
}

static void test_work_may_be_taken_back_from_inside_other_work(void **state)
{
    struct loop *l = *state;
    struct piece gone = piece('g', NULL, NULL), a = piece('a', forgets_other, &gone),
                 b = piece('b', NULL, NULL);

    loop_later(l, &a.work);
    loop_later(l, &gone.work);
    loop_later(l, &b.work);
    loop_forget(l, &b.work);
    loop_forget(l, &b.work); // waits nowhere: nothing happens
    loop_last(l, &b.work);
    loop_end_round(l);
    assert_string_equal(said, "ab");
}

static void closes_other(struct loop *l, struct piece *p)
{
    loop_close(l, &p->other->watch);
}

static void test_who_is_closed_in_a_round_hears_no_event_of_it(void **state)
{
    struct loop *l = *state;
    int one[2], two[2];
    struct piece a = piece('a', closes_other, NULL), b = piece('b', closes_other, &a);

    a.other = &b;
    assert_int_equal(pipe(one), 0);
    assert_int_equal(pipe(two), 0);
    a.watch.fd = one[0];
    b.watch.fd = two[0];
    assert_int_equal(loop_add(l, &a.watch, EPOLLIN), 0);
    assert_int_equal(loop_add(l, &b.watch, EPOLLIN), 0);
    assert_int_equal(write(one[1], "x", 1), 1);
    assert_int_equal(write(two[1], "x", 1), 1);
    assert_int_equal(loop_round(l, -1), 0);
    assert_int_equal(strlen(said), 1); // whoever came first
    loop_close(l, &a.watch);
    loop_close(l, &b.watch);
    close(one[1]);
    close(two[1]);
}

static void test_a_file_is_always_ready(void **state)
{
    struct loop *l = *state;
    struct piece file = piece('f', NULL, NULL);
    char path[] = "/tmp/micros-test-XXXXXX";

    file.watch.fd = mkstemp(path);
    assert_true(file.watch.fd >= 0);
    unlink(path);
    assert_int_equal(write(file.watch.fd, "xyz", 3), 3);
    assert_int_equal(lseek(file.watch.fd, 0, SEEK_SET), 0);
    assert_int_equal(loop_add(l, &file.watch, EPOLLIN), 0);
    assert_int_equal(loop_round(l, -1), 0);
    assert_int_equal(loop_round(l, -1), 0);
    assert_string_equal(said, "ff");
    loop_change(l, &file.watch, 0);
    assert_int_equal(loop_round(l, 0), 0);
    assert_string_equal(said, "ff");
    loop_close(l, &file.watch);
}

#define LOOP_TEST(f) cmocka_unit_test_setup_teardown(f, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOOP_TEST(test_a_timer_may_cancel_another_that_is_due_too),
        LOOP_TEST(test_a_timer_that_sets_itself_lets_all_others_run),
        LOOP_TEST(test_the_loop_sleeps_until_the_earliest_moment),
        LOOP_TEST(test_a_timer_may_be_set_to_no_later_moment),
        LOOP_TEST(test_ten_thousand_timers_come_in_one_round),
        LOOP_TEST(test_work_comes_after_timers_and_last_work_after_all_other),
        LOOP_TEST(test_work_is_done_once_however_often_it_was_asked_for),
        LOOP_TEST(test_work_may_be_taken_back_from_inside_other_work),
        LOOP_TEST(test_who_is_closed_in_a_round_hears_no_event_of_it),
        LOOP_TEST(test_a_file_is_always_ready),
    };

    return RUN(tests);
}
