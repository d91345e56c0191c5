// Listener, dialer and resolver on the loopback: both ends in one loop.
#include "posix/address.h"
#include "posix/dialer.h"
#include "posix/listener.h"
#include "test.h"
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROUNDS = 1000, WAIT_MS = 20000 };

struct net {
    struct loop loop;
    struct listener listener;
    struct dialer dialer;
    int accepted, dialed, why; // descriptors; -1: none yet
    struct sockaddr_storage from;
    bool is_accepted, is_done;
};

static void accepted(struct listener *l, int fd, const struct sockaddr_storage *from)
{
    struct net *n = LOOP_OWNER(struct net, listener, l);

    n->accepted = fd;
    n->from = *from;
    n->is_accepted = true;
}

static const struct listener_ops ops = { accepted, "busy\n" };

static void done(struct dialer *d, int fd, int why)
{
    struct net *n = LOOP_OWNER(struct net, dialer, d);

    assert_false(n->is_done);
    n->dialed = fd;
    n->why = why;
    n->is_done = true;
}

static struct sockaddr_storage loopback(const char *host)
{
    struct sockaddr_storage a = { .ss_family = AF_INET };

    inet_pton(AF_INET, host, &((struct sockaddr_in *)&a)->sin_addr);
    return a;
}

static int start(void **state)
{
    struct net *n = *state = calloc(1, sizeof *n);
    struct sockaddr_storage any_port = loopback("127.0.0.1");

    assert_non_null(n);
    assert_int_equal(loop_init(&n->loop), 0);
    n->listener = (struct listener){ .watch = { .fd = -1 }, .loop = &n->loop, .ops = &ops };
    assert_int_equal(listener_open(&n->listener, &any_port), 0);
    assert_true(address_port(&n->listener.bound) != 0);
    dialer_init(&n->dialer, &n->loop, NULL, done);
    n->accepted = n->dialed = -1;
    return 0;
}

static int end(void **state)
{
    struct net *n = *state;

    dialer_cancel(&n->dialer);
    listener_close(&n->listener);
    if (n->accepted >= 0)
        close(n->accepted);
    if (n->dialed >= 0)
        close(n->dialed);
    loop_free(&n->loop);
    free(n);
    return 0;
}

static void wait_for(struct net *n, const bool *flag)
{
    for (int i = 0; !*flag; i++) {
        assert_true(i < ROUNDS);
        assert_int_equal(loop_round(&n->loop, WAIT_MS), 0);
    }
}

static void test_who_dials_is_accepted(void **state)
{
    struct net *n = *state;
    char byte = 'x';

    assert_int_equal(dialer_connect(&n->dialer, &n->listener.bound), 0);
    wait_for(n, &n->is_done);
    wait_for(n, &n->is_accepted);
    assert_int_equal(n->why, 0);
    assert_int_equal(send(n->dialed, &byte, 1, 0), 1);
    assert_true(address_is_loopback(&n->from));
    assert_int_equal(n->dialer.watch.fd, -1); // it has given the socket away
    assert_int_equal(recv(n->accepted, &byte, 1, 0), 1);
}

static void test_the_dialer_speaks_from_the_address_it_is_told(void **state)
{
    struct net *n = *state;
    struct sockaddr_storage from = loopback("127.0.0.77");
    char text[64];

    address_set_port(&from, 1); // which does not count
    dialer_init(&n->dialer, &n->loop, &from, done);
    assert_int_equal(dialer_connect(&n->dialer, &n->listener.bound), 0);
    wait_for(n, &n->is_done);
    wait_for(n, &n->is_accepted);
    address_text(&n->from, false, text, sizeof text);
    assert_string_equal(text, "127.0.0.77");
}

static void test_a_refusal_says_why(void **state)
{
    struct net *n = *state;
    struct sockaddr_storage nobody = n->listener.bound;

    listener_close(&n->listener);
    int err = dialer_connect(&n->dialer, &nobody);
    if (!err)
        wait_for(n, &n->is_done);
    assert_int_equal(err ? err : n->why, ECONNREFUSED);
    assert_int_equal(n->dialed, -1);
}

static void test_digits_are_no_name_to_look_for(void **state)
{
    struct net *n = *state;

    assert_int_equal(dialer_find(&n->dialer, "127.0.0.1", address_port(&n->listener.bound)), 0);
    assert_false(dialer_is_looking(&n->dialer));
    wait_for(n, &n->is_done);
    assert_int_equal(n->why, 0);
}

static void test_the_system_knows_this_computer_by_name(void **state)
{
    struct net *n = *state;

    assert_int_equal(dialer_find(&n->dialer, "localhost", address_port(&n->listener.bound)), 0);
    assert_true(dialer_is_looking(&n->dialer));
    wait_for(n, &n->is_done);
    // As ::1, where this computer has that, nobody listens there.
    assert_true(n->why == 0 || n->why == ECONNREFUSED);
}

static void test_a_dialer_that_was_cancelled_says_nothing(void **state)
{
    struct net *n = *state;

    assert_int_equal(dialer_connect(&n->dialer, &n->listener.bound), 0);
    dialer_cancel(&n->dialer);
    wait_for(n, &n->is_accepted); // the listener has seen somebody come and go
    assert_false(n->is_done);
}

static void test_another_port_replaces_the_former_one_only_if_it_is_free(void **state)
{
    struct net *n = *state;
    struct sockaddr_storage taken = n->listener.bound, any = loopback("127.0.0.1");
    struct listener second = { .watch = { .fd = -1 }, .loop = &n->loop, .ops = &ops };

    assert_int_equal(listener_open(&second, &taken), -1);
    assert_int_equal(errno, EADDRINUSE);
    assert_int_equal(second.watch.fd, -1);
    assert_int_equal(listener_open(&n->listener, &any), 0);
    assert_true(address_port(&n->listener.bound) != address_port(&taken));
    assert_int_equal(listener_open(&second, &taken), 0);
    listener_close(&second);
}

#define NET_TEST(f) cmocka_unit_test_setup_teardown(f, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NET_TEST(test_who_dials_is_accepted),
        NET_TEST(test_the_dialer_speaks_from_the_address_it_is_told),
        NET_TEST(test_a_refusal_says_why),
        NET_TEST(test_digits_are_no_name_to_look_for),
        NET_TEST(test_the_system_knows_this_computer_by_name),
        NET_TEST(test_a_dialer_that_was_cancelled_says_nothing),
        NET_TEST(test_another_port_replaces_the_former_one_only_if_it_is_free),
    };

    return RUN(tests);
}
