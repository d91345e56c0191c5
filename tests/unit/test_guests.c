// The growing delay by itself: many failures, more addresses than places.
#include "node/guests.h"
#include "test.h"

enum { MINUTE_MS = 60000, LONGEST_S = 64 };

static void test_three_hundred_failures_wait_as_long_as_seven(void **state)
{
    struct guests g = { 0 };
    uint64_t clock_ms = 0;

    (void)state;
    for (unsigned i = 0; i < 300; i++) {
        uint32_t delay_s = guests_fail(&g, 1, clock_ms);
        assert_int_equal(delay_s, i < 6 ? 1u << i : LONGEST_S);
        assert_int_equal(guests_wait_ms(&g, 1, clock_ms), delay_s * 1000);
        clock_ms += delay_s * 1000;
        assert_int_equal(guests_wait_ms(&g, 1, clock_ms), 0);
    }
    // It has kept its row: nobody else waits for it, and it for nobody.
    assert_int_equal(guests_fail(&g, 2, clock_ms), 1);
    assert_int_equal(guests_fail(&g, 1, clock_ms), LONGEST_S);
    assert_int_equal(g.others[0].failures, 0);
}

static void test_three_hundred_failures_of_those_without_a_row(void **state)
{
    struct guests g = { 0 };
    uint64_t clock_ms = 0;

    (void)state;
    for (uint32_t i = 0; i < CFG_GUESTS; i++)
        guests_fail(&g, 1 + i, clock_ms);
    for (unsigned i = 0; i < 300; i++) {
        uint32_t delay_s = guests_fail(&g, 1000 + i, clock_ms);
        assert_int_equal(delay_s, i < 6 ? 1u << i : LONGEST_S);
        assert_int_equal(guests_wait_ms(&g, 5000 + i, clock_ms), delay_s * 1000);
        for (uint32_t known = 0; known < CFG_GUESTS; known++) // who has a row keeps it
            assert_true(guests_wait_ms(&g, 1 + known, clock_ms) <= 1000);
        clock_ms += delay_s * 1000;
        if (clock_ms > 55 * MINUTE_MS)
            break; // then the rows become free
    }
    assert_int_equal(g.others[0].failures, 7);
}

static void test_the_ninth_address_has_no_row_and_the_row_of_the_first_is_its_own(void **state)
{
    struct guests g = { 0 };

    (void)state;
    for (uint32_t i = 1; i <= CFG_GUESTS; i++)
        assert_int_equal(guests_fail(&g, i, 0), 1);
    assert_int_equal(guests_wait_ms(&g, CFG_GUESTS + 1, 0), 0);
    assert_int_equal(guests_fail(&g, CFG_GUESTS + 1, 0), 1);
    assert_int_equal(guests_wait_ms(&g, CFG_GUESTS + 2, 0), 1000); // together
    assert_int_equal(guests_fail(&g, 1, 1000), 2);                 // by itself
    assert_int_equal(guests_wait_ms(&g, CFG_GUESTS + 2, 1000), 0);
    assert_int_equal(guests_wait_ms(&g, PEER_IS_LOCAL | 9, 0), 0); // this machine's, apart
    assert_int_equal(guests_fail(&g, PEER_IS_LOCAL | 9, 0), 1);
    assert_int_equal(guests_wait_ms(&g, PEER_IS_LOCAL | 8, 0), 1000);
}

static void test_a_row_is_free_an_hour_after_its_wait(void **state)
{
    struct guests g = { 0 };

    (void)state;
    for (uint32_t i = 1; i <= CFG_GUESTS; i++)
        guests_fail(&g, i, 0);
    guests_fail(&g, 100, 60 * MINUTE_MS + 999); // none is free yet
    assert_int_equal(g.others[0].failures, 1);
    guests_fail(&g, 101, 60 * MINUTE_MS + 1000);
    assert_int_equal(g.others[0].failures, 1);
    assert_int_equal(guests_wait_ms(&g, 101, 60 * MINUTE_MS + 1000), 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_three_hundred_failures_wait_as_long_as_seven),
        TEST(test_three_hundred_failures_of_those_without_a_row),
        TEST(test_the_ninth_address_has_no_row_and_the_row_of_the_first_is_its_own),
        TEST(test_a_row_is_free_an_hour_after_its_wait),
    };

    return RUN(tests);
}
