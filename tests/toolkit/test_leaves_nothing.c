// However a conversation fails, no descriptor stays open and no deadline is missed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
// cmocka needs the four above first.
#include "micros.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

enum { TIMEOUT_MS = 60, MUCH_LATER_MS = 20000 };

static unsigned count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    unsigned n = 0;

    assert_non_null(folder);
    while (readdir(folder))
        n++;
    closedir(folder);
    return n;
}

// A socket on a free port of the loopback that listens, and is never answered by anybody.
static int silent_listener(uint16_t *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void test_a_node_that_takes_the_connection_and_is_silent_is_late_in_time(void **state)
{
    struct micros_session *session = NULL;
    uint16_t port;
    int listener = silent_listener(&port);
    unsigned before = count_descriptors();

    (void)state;
    for (int i = 0; i < 5; i++) {
        int64_t begun = now_ms();
        assert_int_equal(micros_session_open("127.0.0.1", port, TIMEOUT_MS, &session),
                         MICROS_TIMEOUT); // it was reached: the time is that of the greeting
        assert_null(session);
        assert_in_range(now_ms() - begun, TIMEOUT_MS, MUCH_LATER_MS);
    }
    assert_int_equal(count_descriptors(), before);
    close(listener);
}

static void test_nobody_there_leaves_nothing(void **state)
{
    struct micros_session *session = NULL;
    uint16_t port;

    (void)state;
    close(silent_listener(&port)); // nobody listens there now
    unsigned before = count_descriptors();
    for (int i = 0; i < 5; i++)
        assert_int_equal(micros_session_open("127.0.0.1", port, TIMEOUT_MS, &session),
                         MICROS_UNREACHABLE);
    assert_int_equal(micros_session_open("no.such.host.invalid", 9008, TIMEOUT_MS, &session),
                     MICROS_UNREACHABLE);
    assert_null(session);
    assert_int_equal(count_descriptors(), before);
}

static void count_done(void *ctx, struct micros_visit *visit)
{
    unsigned *timeouts = ctx;

    *timeouts += visit->result == MICROS_TIMEOUT;
}

static void test_a_fleet_of_silent_nodes_ends_in_time_and_leaves_nothing(void **state)
{
    static const char *const commands[] = { "hello" };
    struct micros_visit visits[8];
    uint16_t port;
    int listener = silent_listener(&port);
    unsigned before = count_descriptors(), timeouts = 0;
    int64_t begun = now_ms();

    (void)state;
    for (size_t i = 0; i < 8; i++)
        visits[i] = (struct micros_visit){
            .host = "127.0.0.1", .port = port, .commands = commands, .n_commands = 1
        };
    struct micros_fleet fleet = { .connect_timeout_ms = MUCH_LATER_MS,
                                  .timeout_ms = TIMEOUT_MS,
                                  .limit = 3,
                                  .ctx = &timeouts,
                                  .done = count_done };
    assert_int_equal(micros_fleet_run(&fleet, visits, 8), MICROS_OK);
    assert_int_equal(timeouts, 8);
    assert_in_range(now_ms() - begun, TIMEOUT_MS, MUCH_LATER_MS);
    assert_int_equal(count_descriptors(), before);
    close(listener);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_node_that_takes_the_connection_and_is_silent_is_late_in_time),
        cmocka_unit_test(test_nobody_there_leaves_nothing),
        cmocka_unit_test(test_a_fleet_of_silent_nodes_ends_in_time_and_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
