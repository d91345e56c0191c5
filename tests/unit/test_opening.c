// How other protocols begin, and that nothing of ours does.
#include "net/opening.h"
#include "test.h"

static void expect_all(const char *const *lines, size_t n, bool is_whole, enum opening wanted)
{
    for (size_t i = 0; i < n; i++)
        if (opening_judge(text_of(lines[i]), is_whole) != wanted)
            fail_msg("\"%s\" is judged wrongly", lines[i]);
}

static void test_other_protocols_are_seen_at_their_first_line(void **state)
{
    static const char *const foreign[] = {
        "GET / HTTP/1.1",
        "GET /",
        "POST /x",
        "PRI * HTTP/2.0",
        "FROB /x",
        "M-SEARCH * HTTP/1.1",
        "post /x HTTP/1.1",
        "OPTIONS * X",
        "CONNECT a:9008 HTTP/1.1",
        "GET http://a/ HTTP/1.0",
        "HTTP/1.1 200 OK",
        "DESCRIBE rtsp://a/x RTSP/1.0",
        "REGISTER sip:a SIP/2.0",
        "SOURCE /s ICE/1.0",
        "SSH-2.0-OpenSSH_9.2",
        "RTSP/1.0 200 OK",
        "FROB a:1 FROB/10.9.10", // every digit of a version
        "FROB/0123456789 x",
    };

    (void)state;
    expect_all(foreign, sizeof foreign / sizeof *foreign, true, OPENING_FOREIGN);
}

static void test_commands_and_passwords_are_ours(void **state)
{
    static const char *const ours[] = {
        "",
        "hello",
        "version >json",
        "help",
        "get value",
        "post value",
        "GET value",
        "GET",
        "put /x",
        "oled text HTTP/1.1",
        "light rgb 1 2 3",
        "system info >>10.0.0.1:9008",
        "via a 1",
        "auth scram n,,n=,r=abc",
        "OPEN SESAME",
        "correct horse / battery",
        "A / B",
        "AB /x",
        "SSH is not telnet",
        "HTTP is no password",
        "L298N_DC speed 10",
        "call me at 10:30 AND/OR later",
        "one two THREE/4 five",
    };

    (void)state;
    expect_all(ours, sizeof ours / sizeof *ours, true, OPENING_OURS);
}

static void test_every_beginning_of_a_request_is_waited_for(void **state)
{
    static const char *const requests[] = { "GET /x",         "POST http://a/ HTTP/1.1",
                                            "SSH-2",          "CONNECT a:1 HTTP/1.1",
                                            "PRI * HTTP/2.0", "HTTP/1.1 200" };

    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct text t = text_of(requests[i]);
        enum opening is = OPENING_OURS;
        for (size_t n = 1; n <= t.len && is != OPENING_FOREIGN; n++) {
            is = opening_judge(text_make(t.p, n), false);
            if (is == OPENING_OURS)
                fail_msg("\"%.*s\" could still be \"%s\"", (int)n, t.p, t.p);
        }
        assert_int_equal(is, OPENING_FOREIGN);
    }
}

static void test_what_can_be_no_request_any_more_is_not_waited_for(void **state)
{
    static const char *const ours[] = { "hello", "Hello", "get", "light rgb", "OLED2", "x" };

    (void)state;
    expect_all(ours, sizeof ours / sizeof *ours, false, OPENING_OURS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_other_protocols_are_seen_at_their_first_line),
        TEST(test_commands_and_passwords_are_ours),
        TEST(test_every_beginning_of_a_request_is_waited_for),
        TEST(test_what_can_be_no_request_any_more_is_not_waited_for),
    };

    return RUN(tests);
}
