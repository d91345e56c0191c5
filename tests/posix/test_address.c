// Which addresses are this computer's: against lists as the system gives them.
#include "posix/address.h"
#include "test.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>

static struct sockaddr_storage address(const char *text, uint32_t scope)
{
    struct sockaddr_storage a = { .ss_family = strchr(text, ':') ? AF_INET6 : AF_INET };
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&a;
    void *to =
        a.ss_family == AF_INET6 ? (void *)&v6->sin6_addr : &((struct sockaddr_in *)&a)->sin_addr;

    assert_int_equal(inet_pton(a.ss_family, text, to), 1);
    if (a.ss_family == AF_INET6)
        v6->sin6_scope_id = scope;
    return a;
}

// eth0 with three addresses, wlan0 down, and a tunnel without an address.
static bool is_among(const char *text, uint32_t scope)
{
    static struct ifaddrs list[6];
    struct sockaddr_storage wanted = address(text, scope), have[5];
    const struct {
        const char *text;
        uint32_t scope;
        unsigned flags;
    } rows[] = { { "10.0.0.5", 0, IFF_UP },
                 { "fd00::5", 0, IFF_UP },
                 { "fe80::5", 2, IFF_UP },
                 { "192.168.7.5", 0, 0 },
                 { "127.0.0.1", 0, IFF_UP | IFF_LOOPBACK } };

    for (size_t i = 0; i < 5; i++) {
        have[i] = address(rows[i].text, rows[i].scope);
        list[i] = (struct ifaddrs){ .ifa_next = &list[i + 1],
                                    .ifa_flags = rows[i].flags,
                                    .ifa_addr = (struct sockaddr *)&have[i] };
    }
    list[5] = (struct ifaddrs){ .ifa_flags = IFF_UP };
    return address_is_among(&wanted, list);
}

static void test_an_address_of_an_interface_that_is_up_is_ours(void **state)
{
    (void)state;
    assert_true(is_among("10.0.0.5", 0));
    assert_true(is_among("::ffff:10.0.0.5", 0)); // as a socket for both kinds says it
    assert_true(is_among("fd00::5", 0));
    assert_true(is_among("fe80::5", 2));
}

static void test_everything_else_is_not(void **state)
{
    (void)state;
    assert_false(is_among("10.0.0.6", 0));
    assert_false(is_among("::ffff:10.0.0.6", 0));
    assert_false(is_among("fd00::6", 0));
    assert_false(is_among("fe80::5", 3));     // of another link: another computer
    assert_false(is_among("192.168.7.5", 0)); // the interface is down: others may have it
    assert_false(is_among("::10.0.0.5", 0));  // not the mapped form
    struct sockaddr_storage a = address("10.0.0.5", 0);
    assert_false(address_is_among(&a, NULL));
}

static void test_the_loopback_is_local_and_a_documentation_address_is_not(void **state)
{
    static const char *const local[] = { "127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1" };
    struct sockaddr_storage a;

    (void)state;
    for (size_t i = 0; i < sizeof local / sizeof *local; i++) {
        a = address(local[i], 0);
        assert_true(address_is_local(&a));
    }
    a = address("203.0.113.7", 0); // RFC 5737
    assert_false(address_is_local(&a));
    a = address("2001:db8::7", 0); // RFC 3849
    assert_false(address_is_local(&a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_address_of_an_interface_that_is_up_is_ours),
        cmocka_unit_test(test_everything_else_is_not),
        cmocka_unit_test(test_the_loopback_is_local_and_a_documentation_address_is_not),
    };

    return RUN(tests);
}
