// Which address a board takes: links and leases are played to the plan, by the clock.
#include "address.h"
#include "test.h"

static uint32_t ip(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
    const uint8_t bytes[4] = { a, b, c, d };
    uint32_t address;

    memcpy(&address, bytes, sizeof address);
    return address;
}

static struct address_lease lease_of(uint8_t last)
{
    return (struct address_lease){ ip(192, 168, 7, last), ip(255, 255, 255, 0) };
}

static void test_a_lease_settles_it(void **state)
{
    struct address_lease lease = lease_of(33);
    struct address a;

    (void)state;
    address_init(&a, 0);
    assert_int_equal(address_look(&a, true, NULL, 100), ADDRESS_WAIT);
    assert_int_equal(address_look(&a, true, &lease, 900), ADDRESS_LEASED);
    assert_true(a.is_decided);
    assert_int_equal(address_look(&a, true, NULL, 99000), ADDRESS_WAIT);
    assert_int_equal(address_wait_ms(&a, 99000), UINT32_MAX);
}

static void test_nobody_answers_for_three_seconds(void **state)
{
    struct address_lease late = lease_of(33);
    struct address a;

    (void)state;
    address_init(&a, 0);
    assert_int_equal(address_look(&a, true, NULL, 50), ADDRESS_WAIT);
    assert_int_equal(address_wait_ms(&a, 51), ADDRESS_LEASE_WAIT_MS - 1);
    assert_int_equal(address_look(&a, true, NULL, 3049), ADDRESS_WAIT);
    assert_int_equal(address_look(&a, true, NULL, 3050), ADDRESS_NOBODY);
    assert_int_equal(address_look(&a, true, &late, 60000), ADDRESS_WAIT); // lwIP has taken it
}

// A radio may need a while to join; the time for the lease begins then.
static void test_the_time_counts_from_when_the_link_is_up(void **state)
{
    struct address a;

    (void)state;
    address_init(&a, 0);
    assert_int_equal(address_look(&a, false, NULL, 60000), ADDRESS_WAIT);
    assert_int_equal(address_wait_ms(&a, 60000), UINT32_MAX);
    assert_int_equal(address_look(&a, true, NULL, 61000), ADDRESS_WAIT);
    assert_int_equal(address_look(&a, false, NULL, 63000), ADDRESS_WAIT); // out and in: once more
    assert_int_equal(address_look(&a, true, NULL, 64500), ADDRESS_WAIT);
    assert_int_equal(address_look(&a, true, NULL, 67499), ADDRESS_WAIT);
    assert_int_equal(address_wait_ms(&a, 67499), 1);
    assert_int_equal(address_look(&a, true, NULL, 67500), ADDRESS_NOBODY);
}

static void test_an_address_of_its_own_is_used_in_the_leased_network(void **state)
{
    struct address_lease lease = lease_of(33), same = lease_of(20);
    struct address a;

    (void)state;
    address_init(&a, ip(192, 168, 7, 20));
    assert_int_equal(address_look(&a, true, &lease, 800), ADDRESS_OWN);
    address_init(&a, ip(192, 168, 7, 20));
    assert_int_equal(address_look(&a, true, &same, 800), ADDRESS_LEASED);
    address_init(&a, ip(10, 0, 0, 20));
    assert_int_equal(address_look(&a, true, &lease, 800), ADDRESS_MISFIT);
    assert_int_equal(address_look(&a, true, &lease, 900), ADDRESS_WAIT); // it is said once
}

static void test_without_a_lease_the_network_is_guessed(void **state)
{
    struct address a;

    (void)state;
    address_init(&a, ip(192, 168, 7, 20));
    assert_int_equal(address_look(&a, true, NULL, 0), ADDRESS_WAIT);
    assert_int_equal(address_look(&a, true, NULL, 3000), ADDRESS_ALONE);
    assert_int_equal(a.mask, ip(255, 255, 255, 0));
    assert_int_equal(a.router, ip(192, 168, 7, 1));
}

// Milliseconds wrap after 49 days.
static void test_the_clock_may_wrap(void **state)
{
    struct address a;

    (void)state;
    address_init(&a, 0);
    assert_int_equal(address_look(&a, true, NULL, UINT32_MAX - 999), ADDRESS_WAIT);
    assert_int_equal(address_look(&a, true, NULL, 1999), ADDRESS_WAIT);
    assert_int_equal(address_look(&a, true, NULL, 2000), ADDRESS_NOBODY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_lease_settles_it),
        TEST(test_nobody_answers_for_three_seconds),
        TEST(test_the_time_counts_from_when_the_link_is_up),
        TEST(test_an_address_of_its_own_is_used_in_the_leased_network),
        TEST(test_without_a_lease_the_network_is_guessed),
        TEST(test_the_clock_may_wrap),
    };

    return RUN(tests);
}
