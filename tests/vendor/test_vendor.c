// The shared files of the ports on a vendor's lwIP. The test is the other end of each connection,
// in a thread of its own. Whoever calls lwIP without its lock ends it (vendor.c). Where nobody
// wakes the node's task, it finds what came a quarter of a second later: then REQUESTS take longer
// than the test may.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
// cmocka needs the first four before it.
#include "vendor.h"
#include <cmocka.h>

#define ERR_ARG LWIP_ERR_ARG
#include "lwip/api.h"

enum { PORT = 9008, OTHER_PORT = 9009, DEADLINE_S = 60, REQUESTS = 400, HEARD_MAX = 8192 };
enum { MDNS_PORT = 5353, ASK_AGAIN_MS = 100 };

struct peer {
    struct netconn *connection;
    char heard[HEARD_MAX]; // since the last question
    size_t len;
};

static void dial(struct peer *p)
{
    ip_addr_t address;

    IP_ADDR4(&address, 127, 0, 0, 1);
    p->connection = netconn_new(NETCONN_TCP);
    assert_non_null(p->connection);
    assert_int_equal(netconn_connect(p->connection, &address, PORT), ERR_OK);
}

static void hang_up(struct peer *p)
{
    netconn_close(p->connection);
    netconn_delete(p->connection);
}

static void take(struct peer *p)
{
    struct netbuf *b;
    void *data;
    u16_t len;

    assert_int_equal(netconn_recv(p->connection, &b), ERR_OK);
    do {
        netbuf_data(b, &data, &len);
        assert_true(p->len + len < sizeof p->heard);
        memcpy(p->heard + p->len, data, len);
        p->len += len;
    } while (netbuf_next(b) >= 0);
    p->heard[p->len] = '\0';
    netbuf_delete(b);
}

static void expect(struct peer *p, const char *text)
{
    while (!strstr(p->heard, text))
        take(p);
}

static void say(struct peer *p, const char *words)
{
    p->len = 0;
    p->heard[0] = '\0';
    assert_int_equal(netconn_write(p->connection, words, strlen(words), NETCONN_COPY), ERR_OK);
}

static void ask(struct peer *p, const char *line, const char *answer)
{
    say(p, line);
    expect(p, answer);
}

static void test_four_sessions_and_a_word_to_the_fifth(void **state)
{
    static struct peer peers[4], fifth;

    (void)state;
    for (int i = 0; i < 4; i++) {
        dial(&peers[i]);
        ask(&peers[i], "hello\n", "hello:node01:");
    }
    dial(&fifth);
    expect(&fifth, "Connection is busy. Bye!");
    hang_up(&fifth);
    for (int i = 0; i < 4; i++) {
        ask(&peers[i], "version\n", "0.");
        hang_up(&peers[i]);
    }
}

static void test_every_request_is_answered(void **state)
{
    static struct peer p;

    (void)state;
    dial(&p);
    for (int i = 0; i < REQUESTS; i++)
        ask(&p, "hello\n", "hello:node01:");
    ask(&p, "help\n", "robustness"); // more than lwIP sends at once
    hang_up(&p);
}

static void test_a_command_in_two_pieces_is_one(void **state)
{
    static struct peer p;

    (void)state;
    dial(&p);
    say(&p, "vers");
    ask(&p, "ion\n", "0.");
    assert_null(strstr(p.heard, "SHELL"));
    hang_up(&p);
}

static void test_a_command_without_a_newline_is_answered(void **state)
{
    static struct peer p;

    (void)state;
    dial(&p);
    ask(&p, "version", "0.");
    hang_up(&p);
}

// What comes next on a connection is its end, or a reset.
static err_t end_of(struct peer *p)
{
    struct netbuf *b;
    err_t err;

    while ((err = netconn_recv(p->connection, &b)) == ERR_OK)
        netbuf_delete(b);
    return err;
}

// As clients of December 2020 do: without the reset they would read on for ever.
static void test_who_speaks_after_the_last_words_is_reset(void **state)
{
    static struct peer p;

    (void)state;
    dial(&p);
    ask(&p, "exit\n", "Bye!\n");
    say(&p, "exit");
    assert_int_equal(end_of(&p), ERR_RST);
    netconn_delete(p.connection);
}

static void test_who_says_nothing_more_hears_the_end(void **state)
{
    static struct peer p;

    (void)state;
    dial(&p);
    ask(&p, "exit\n", "Bye!\n");
    assert_int_equal(end_of(&p), ERR_CLSD);
    hang_up(&p);
}

// Another node, as far as it answers every line.
static void test_the_node_calls_a_node(void **state)
{
    static struct peer p, called;
    struct netconn *listener = netconn_new(NETCONN_TCP);

    (void)state;
    assert_int_equal(netconn_bind(listener, IP_ADDR_ANY, OTHER_PORT), ERR_OK);
    assert_int_equal(netconn_listen(listener), ERR_OK);
    dial(&p);
    say(&p, "intercon sendcmd 'version' '127.0.0.1:9009'\n");
    assert_int_equal(netconn_accept(listener, &called.connection), ERR_OK);
    say(&called, "node02 $  ");
    for (bool is_asked = false; !is_asked; say(&called, "7.7.7\nnode02 $  ")) {
        expect(&called, "\n");
        is_asked = strstr(called.heard, "version") != NULL;
    }
    expect(&p, "7.7.7");
    hang_up(&called);
    hang_up(&p);
    netconn_delete(listener);
}

// Both ends are in one node: neither may wait for the other.
static void test_the_node_does_not_call_itself(void **state)
{
    static struct peer p;

    (void)state;
    dial(&p);
    ask(&p, "intercon sendcmd 'version' '127.0.0.1'\n", "a node does not call itself");
    hang_up(&p);
}

// A question of a simple client, until the node has its name: it probes for it first.
static void test_the_node_is_found_by_its_name(void **state)
{
    static const char question[] = "\0\7\0\0\0\1\0\0\0\0\0\0\6node01\5local\0\0\1\0\1";
    static const char address[] = "\0\1\0\1\0\0\0\12\0\4\177\0\0\1"; // A, for 10 s: 127.0.0.1
    struct netconn *asker = netconn_new(NETCONN_UDP);
    ip_addr_t node;
    struct netbuf *b;
    void *data;
    u16_t len;

    (void)state;
    IP_ADDR4(&node, 127, 0, 0, 1);
    netconn_set_recvtimeout(asker, ASK_AGAIN_MS);
    do {
        b = netbuf_new();
        assert_int_equal(netbuf_ref(b, question, sizeof question - 1), ERR_OK);
        assert_int_equal(netconn_sendto(asker, b, &node, MDNS_PORT), ERR_OK);
        netbuf_delete(b);
    } while (netconn_recv(asker, &b) != ERR_OK);
    assert_int_equal(netbuf_data(b, &data, &len), ERR_OK);
    assert_memory_equal(data, "\0\7\x84\0", 4);
    assert_non_null(memmem(data, len, address, sizeof address - 1));
    netbuf_delete(b);
    netconn_delete(asker);
}

static void test_what_the_radio_says_is_followed(void **state)
{
    static struct peer p;

    (void)state;
    vendor_radio(false, NETWORK_STATION);
    vendor_wait_said("[NW: STA] the link went down");
    vendor_radio(true, NETWORK_AP);
    vendor_wait_said("[NW: AP] the link is up");
    dial(&p);
    ask(&p, "conf\n", "[configure]");
    ask(&p, "nwmd\n", "AP");
    ask(&p, "noconf\n", "$");
    hang_up(&p);
}

static void test_a_restart_has_a_word_to_every_session(void **state)
{
    static struct peer p, other;

    (void)state;
    dial(&other);
    ask(&other, "hello\n", "hello:node01:");
    other.len = 0;
    dial(&p);
    ask(&p, "reboot\n", "Reboot micrOS system.");
    expect(&other, "Bye!");
    vendor_wait_restart();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_four_sessions_and_a_word_to_the_fifth),
        cmocka_unit_test(test_every_request_is_answered),
        cmocka_unit_test(test_a_command_in_two_pieces_is_one),
        cmocka_unit_test(test_a_command_without_a_newline_is_answered),
        cmocka_unit_test(test_who_speaks_after_the_last_words_is_reset),
        cmocka_unit_test(test_who_says_nothing_more_hears_the_end),
        cmocka_unit_test(test_the_node_calls_a_node),
        cmocka_unit_test(test_the_node_does_not_call_itself),
        cmocka_unit_test(test_the_node_is_found_by_its_name),
        cmocka_unit_test(test_what_the_radio_says_is_followed),
        cmocka_unit_test(test_a_restart_has_a_word_to_every_session),
    };

    vendor_start(DEADLINE_S);
    vendor_wait_said("SERVER ADDR: telnet 127.0.0.1 9008");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
