// Addresses and networks as people write them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
// cmocka needs the four above first.
#include "device/address.h"
#include "device/network.h"
#include <cmocka.h>

static void test_addresses_are_read_with_and_without_ports(void **state)
{
    (void)state;
    struct address a;
    char text[300];
    assert_true(address_parse("10.0.1.7", &a));
    assert_int_equal(a.port, 0);
    assert_true(address_parse("10.0.1.7:9010", &a));
    assert_string_equal(a.host, "10.0.1.7");
    assert_int_equal(a.port, 9010);
    assert_true(address_parse("[fe80::1%eth0]:81", &a));
    assert_string_equal(a.host, "fe80::1%eth0");
    address_write(&a, text, sizeof text);
    assert_string_equal(text, "[fe80::1%eth0]:81");
    assert_true(address_parse("::1", &a));
    assert_true(address_is_numeric(&a));
    address_write(&a, text, sizeof text);
    assert_string_equal(text, "::1");
}

static void test_what_is_no_address_is_refused_and_leaves_the_result_alone(void **state)
{
    (void)state;
    static const char *const bad[] = { "",        "10.0.1.7:",    "10.0.1.7:0", "10.0.1.7:65536",
                                       "a b",     "[::1",         "[::1]x",     "host:9x",
                                       "\033[2J", "10.0.1.7:+80", "a/b" };
    struct address a = { .host = "kept" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(address_parse(bad[i], &a));
    assert_string_equal(a.host, "kept");
}

static void test_networks_have_the_hosts_that_cidr_says(void **state)
{
    (void)state;
    struct network n;
    char text[20];
    assert_true(network_parse("10.0.1.77/24", &n));
    assert_int_equal(network_size(&n), 254);
    network_write_host(network_host(&n, 0), text);
    assert_string_equal(text, "10.0.1.1");
    network_write_host(network_host(&n, 253), text);
    assert_string_equal(text, "10.0.1.254");
    network_write(&n, text);
    assert_string_equal(text, "10.0.1.0/24");
    assert_true(network_parse("10.0.1.4/31", &n));
    assert_int_equal(network_size(&n), 2);
    assert_true(network_parse("10.0.1.4", &n));
    assert_int_equal(network_size(&n), 1);
    network_write_host(network_host(&n, 0), text);
    assert_string_equal(text, "10.0.1.4");
    assert_true(network_parse("0.0.0.0/0", &n));
    assert_int_equal(network_size(&n), 0xfffffffeu);
}

static void test_what_is_no_network_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "",
                                       "10.0.1",
                                       "10.0.1.0/33",
                                       "10.0.1.0/",
                                       "10.0.1.0/-1",
                                       "10.0.1.0/ 8",
                                       "10.0.1.256/24",
                                       "::1/64",
                                       "10.0.1.0/8x" };
    struct network n;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(network_parse(bad[i], &n));
}

// What fits exactly, and what is one byte too long, in blocks of exactly their size.
static void test_an_address_of_exactly_the_room(void **state)
{
    static const char whole[] = "10.0.1.7:9010";
    struct address address, before;
    char *host = calloc(1, sizeof address.host + 1);

    (void)state;
    assert_true(address_parse(whole, &address));
    for (size_t room = 1; room <= sizeof whole; room++) {
        char *text = malloc(room);
        assert_non_null(text);
        address_write(&address, text, (int)room);
        assert_int_equal(strlen(text), room - 1);
        assert_memory_equal(text, whole, room - 1);
        free(text);
    }
    assert_non_null(host);
    memset(host, 'a', sizeof address.host - 1);
    assert_true(address_parse(host, &address));
    assert_string_equal(address.host, host);
    before = address;
    memset(host, 'b', sizeof address.host);
    assert_false(address_parse(host, &address));
    assert_memory_equal(&address, &before, sizeof address);
    free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_address_of_exactly_the_room),
        cmocka_unit_test(test_addresses_are_read_with_and_without_ports),
        cmocka_unit_test(test_what_is_no_address_is_refused_and_leaves_the_result_alone),
        cmocka_unit_test(test_networks_have_the_hosts_that_cidr_says),
        cmocka_unit_test(test_what_is_no_network_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
