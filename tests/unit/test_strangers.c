// What strangers may have logged: some lines, then some more a minute, and how many were left out.
#include "node/strangers.h"
#include "test.h"

static unsigned lines_with(const struct rig *r, const char *part)
{
    unsigned count = 0;

    for (const char *at = r->log.data; at && (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

static void knock(struct rig *r, enum link_kind kind, unsigned times)
{
    for (unsigned i = 0; i < times; i++)
        peer_close(rig_enter(r, kind));
}

static void test_a_storm_of_strangers_is_some_lines_and_a_count(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    rig_boot(r);
    knock(r, LINK_REMOTE, 500); // two lines each
    assert_int_equal(lines_with(r, "10.0.1.61"), RATION_LINES);
    assert_false(rig_logged(r, "left out"));
    rig_wait_ms(r, RATION_LINE_MS);
    assert_int_equal(lines_with(r, "988 more lines about strangers were left out"), 1);
    knock(r, LINK_REMOTE, 5);
    assert_int_equal(lines_with(r, "10.0.1.61"), RATION_LINES + 1);
    rig_wait_ms(r, RATION_LINE_MS);
    assert_int_equal(lines_with(r, "9 more lines about strangers were left out"), 1);
    rig_wait_ms(r, 1000 * RATION_LINE_MS);
    assert_int_equal(lines_with(r, "left out"), 2);
    knock(r, LINK_REMOTE, 500);
    assert_int_equal(lines_with(r, "10.0.1.61"), 2 * RATION_LINES + 1);
    rig_free(r);
}

static void test_what_owners_cause_is_always_logged(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    rig_boot(r);
    rig_set(r, "appwd", "a-password");
    knock(r, LINK_REMOTE, 100);
    knock(r, LINK_LOOPBACK, 50);
    assert_int_equal(lines_with(r, "Connected with 127.0.0.1"), 50);
    struct peer *owner = rig_open_from(r, LINK_REMOTE, "10.0.1.9:5");
    assert_false(rig_logged(r, "Connected with 10.0.1.9:5"));
    peer_say(owner, "a-password");
    assert_true(rig_logged(r, "10.0.1.9:5 logged in"));
    for (int i = 0; i < 50; i++)
        peer_say(owner, "nolm nothing");
    assert_int_equal(lines_with(r, "10.0.1.9:5: the last command failed"), 50);
    peer_close(owner);
    assert_true(rig_logged(r, "connection from 10.0.1.9:5 is gone"));
    rig_free(r);
}

// Wrong passwords, bytes that are no text, commands that are not allowed, being turned away.
static void test_whatever_a_stranger_does_is_counted(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    rig_boot(r);
    knock(r, LINK_REMOTE, RATION_LINES);
    size_t before = r->log.len;
    for (int i = 0; i < 20; i++) {
        struct peer *p = rig_enter(r, LINK_REMOTE);
        peer_say(p, "light toggle");
        peer_send(p, "\x01\n", 2);
        peer_say(p, "exit");
    }
    rig_set(r, "appwd", "a-password");
    peer_say(rig_enter(r, LINK_REMOTE), "wrong-password");
    peer_say(rig_enter(r, LINK_REMOTE), "too-early");
    rig_set(r, "socmax", "1");
    struct peer *last = rig_enter(r, LINK_REMOTE);
    rig_enter(r, LINK_REMOTE);
    shell_refuse(&r->node, &last->link, "10.0.1.61:1");
    if (r->log.len != before)
        fail_msg("logged in spite of it: %s", r->log.data + before);
    rig_free(r);
}

// The clock wraps after 49 days.
static void test_the_clock_may_wrap(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    r->now_ms = UINT32_MAX - 5000;
    rig_tell_time(r);
    rig_boot(r);
    knock(r, LINK_REMOTE, 100);
    rig_wait_ms(r, RATION_LINE_MS - 1);
    assert_false(rig_logged(r, "left out"));
    rig_wait_ms(r, 1);
    assert_true(rig_logged(r, "left out"));
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_storm_of_strangers_is_some_lines_and_a_count),
        TEST(test_what_owners_cause_is_always_logged),
        TEST(test_whatever_a_stranger_does_is_counted),
        TEST(test_the_clock_may_wrap),
    };

    return RUN(tests);
}
