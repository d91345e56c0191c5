// Facts and events of a board's network: each change is told once, and the facts say how it is now.
#include "network_state.h"
#include "test.h"

static const uint8_t mac[6] = { 2, 1, 2, 3, 4, 5 };
enum { ADDRESS = 0x2107a8c0, OTHER = 0x2207a8c0, MASK = 0x00ffffff, ROUTER = 0x0107a8c0 };

static struct network_state fresh(void)
{
    struct network_state s;

    network_state_init(&s, NETWORK_STATION, mac);
    return s;
}

static void test_a_network_begins_down_and_without_news(void **state)
{
    struct network_state s = fresh();

    (void)state;
    assert_false(s.facts.is_up);
    assert_int_equal(s.facts.address, 0);
    assert_int_equal(s.facts.kind, NETWORK_STATION);
    assert_int_equal(s.facts.signal_dbm, NETWORK_NO_SIGNAL);
    assert_memory_equal(s.facts.mac, mac, sizeof mac);
    assert_int_equal(s.facts.news_ms, 0);
    assert_int_equal(network_state_take(&s), 0);
}

static void test_what_was_known_already_is_no_event(void **state)
{
    struct network_state s = fresh();

    (void)state;
    network_state_link(&s, false, 10);
    network_state_kind(&s, NETWORK_STATION, 11);
    network_state_address(&s, 0, 0, 0, 12);
    assert_int_equal(network_state_take(&s), 0);
    assert_int_equal(s.facts.news_ms, 0);
}

static void test_events_are_told_once(void **state)
{
    struct network_state s = fresh();

    (void)state;
    network_state_link(&s, true, 1000);
    assert_int_equal(network_state_take(&s), NETWORK_CAME_UP);
    assert_int_equal(network_state_take(&s), 0);
    assert_true(s.facts.is_up);
    network_state_address(&s, ADDRESS, MASK, ROUTER, 1800);
    network_state_kind(&s, NETWORK_AP, 1900);
    assert_int_equal(network_state_take(&s), NETWORK_ADDRESS_CHANGED | NETWORK_KIND_CHANGED);
    assert_int_equal(s.facts.address, ADDRESS);
    assert_int_equal(s.facts.mask, MASK);
    assert_int_equal(s.facts.router, ROUTER);
    assert_int_equal(s.facts.kind, NETWORK_AP);
    assert_int_equal(s.facts.news_ms, 1900);
}

// Between two looks a cable was out and in again.
static void test_a_short_break_is_not_lost(void **state)
{
    struct network_state s = fresh();

    (void)state;
    network_state_link(&s, true, 1000);
    network_state_address(&s, ADDRESS, MASK, ROUTER, 1500);
    (void)network_state_take(&s);
    network_state_link(&s, false, 9000);
    network_state_link(&s, true, 9005);
    assert_int_equal(network_state_take(&s), NETWORK_WENT_DOWN | NETWORK_CAME_UP);
    assert_true(s.facts.is_up);
    assert_int_equal(s.facts.address, ADDRESS);
    assert_int_equal(s.facts.news_ms, 9005);
}

static void test_a_new_mask_or_router_is_a_new_address(void **state)
{
    struct network_state s = fresh();

    (void)state;
    network_state_address(&s, ADDRESS, MASK, ROUTER, 1);
    (void)network_state_take(&s);
    network_state_address(&s, ADDRESS, 0xffff, ROUTER, 2);
    assert_int_equal(network_state_take(&s), NETWORK_ADDRESS_CHANGED);
    network_state_address(&s, ADDRESS, 0xffff, OTHER, 3);
    assert_int_equal(network_state_take(&s), NETWORK_ADDRESS_CHANGED);
    network_state_address(&s, 0, 0, 0, 4);
    assert_int_equal(network_state_take(&s), NETWORK_ADDRESS_CHANGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_network_begins_down_and_without_news),
        TEST(test_what_was_known_already_is_no_event),
        TEST(test_events_are_told_once),
        TEST(test_a_short_break_is_not_lost),
        TEST(test_a_new_mask_or_router_is_a_new_address),
    };

    return RUN(tests);
}
