// Sessions that wait for a command that takes time: what they send meanwhile, and every way to end.
#include "mod/call.h"
#include "probe.h"
#include "shell/shell.h"
#include "test.h"

extern const struct module mod_intercon;
const struct module *const modules[] = { &mod_probe, &mod_intercon };
const unsigned module_count = 2;

static int start(void **state)
{
    (void)test_boot_rig(state);
    probe_use(*state);
    return 0;
}

static void test_an_answer_comes_when_the_verb_is_done(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_answer(p, "probe wait 100 3", "");
    assert_int_equal(rooms_poll(&r->node), 100);
    rig_wait_ms(r, 299);
    expect_heard(p, "");
    rig_wait_ms(r, 1);
    expect_heard(p, "waited 3\nnode01 $  ");
    expect_notes("step0@0 step1@100 step2@200 step3@300");
    expect_answer(p, "probe wait 0 >json", "");
    rig_wait_ms(r, 0);
    expect_heard(p, "\"waited 1\"\nnode01 $  ");
}

static void test_input_is_held_and_answered_in_order(void **state)
{
    static const char many[] = "probe wait 50\nprobe note 'a'\nprobe wait 70\nversion\n";
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_send(p, many, sizeof many - 1);
    peer_say(p, "probe note 'b'");
    assert_int_equal(shell_input(&r->node, &p->shell, "x", 1), 0);
    rig_wait_ms(r, 40);
    expect_heard(p, "");
    rig_wait_ms(r, 20);
    expect_heard(p, "waited 1\nnode01 $  None\nnode01 $  ");
    rig_wait_ms(r, 100);
    expect_heard(p, "waited 1\nnode01 $  " NODE_VERSION "\nnode01 $  None\nnode01 $  ");
    expect_notes("step0@0 step1@50 a@50 step0@50 step1@120 b@120");
}

static void test_others_are_served_meanwhile(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *q = rig_enter(r, LINK_LOOPBACK);

    expect_answer(p, "probe wait 1000", "");
    expect_answer(q, "probe wait 500", "");
    rig_wait_ms(r, 500);
    expect_heard(q, "waited 1\nnode01 $  ");
    expect_reply(q, "version", NODE_VERSION "\n");
    rig_wait_ms(r, 500);
    expect_heard(p, "waited 1\nnode01 $  ");
}

static void test_the_time_out_does_not_end_a_session_that_waits(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_set(r, "soctout", "5");
    expect_answer(p, "probe wait 20000", "");
    rig_wait_ms(r, 20000);
    expect_heard(p, "waited 1\nnode01 $  ");
    rig_wait_ms(r, 4999);
    assert_false(p->is_over);
    rig_wait_ms(r, 1);
    assert_true(p->is_over);
}

static void test_a_far_side_that_is_done_gets_the_answer_it_waits_for(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *q = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "probe wait 100");
    peer_end(p);
    peer_send(q, "probe wait 100", 14); // an end in place of the newline
    peer_end(q);
    assert_false(p->is_over || q->is_over);
    rig_wait_ms(r, 100);
    expect_heard(p, "waited 1\nnode01 $  ");
    expect_heard(q, "waited 1\nnode01 $  ");
    assert_true(p->is_over && q->is_over);
    assert_int_equal(shell_count(&r->node), 0);
}

static void test_a_link_that_is_gone_ends_the_waiting(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "probe wait 100 5");
    rig_wait_ms(r, 150);
    peer_close(p);
    rig_wait_ms(r, 1000);
    expect_notes("step0@0 step1@100");
    assert_int_equal(shell_count(&r->node), 0);
}

static void test_a_reboot_ends_the_waiting_with_a_word(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *q = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "probe wait 100");
    peer_say(q, "reboot");
    expect_heard(p, "Bye!\n");
    assert_true(p->is_over);
    rig_wait_ms(r, 1000);
    expect_notes("step0@0");
}

static void test_escapes_are_resolved_once(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    // A peer sees what was said to it: the same command is read again at each step.
    expect_answer(p, "intercon sendcmd 'a \\\\n \\\"b\\\"' 'node02'", "");
    dialed_open(r, &r->dials[0], OK);
    rig_wait_ms(r, 4000);
    for (int i = 0; i < 3; i++)
        dialed_answer(r, &r->dials[0], "node02 $  ");
    expect_said(&r->dials[0], "via node01 1 admin\noutcome on\na \\n \"b\"\n");
    dialed_answer(r, &r->dials[0], "ok\nnode02 $  ");
    expect_heard(p, "['ok']\nnode01 $  ");
}

static void test_a_console_shows_the_log_while_it_waits(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_CONSOLE);

    peer_say(p, "probe note 'a'");
    peer_say(p, "probe wait 100");
    tape_clear(&p->heard);
    node_log(&r->node, LOG_WARN, "meanwhile");
    expect_heard(p, "0.000 meanwhile\n"); // and no prompt, for there is none yet
    rig_wait_ms(r, 100);
    expect_heard(p, "waited 1\nnode01 $  ");
}

static void test_the_wait_goes_on_over_the_wrap_of_the_clock(void **state)
{
    struct rig *r = *state;

    r->now_ms = UINT32_MAX - 50;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    expect_answer(p, "probe wait 100", "");
    rig_wait_ms(r, 99);
    expect_heard(p, "");
    rig_wait_ms(r, 1);
    expect_heard(p, "waited 1\nnode01 $  ");
}

static void test_where_nobody_can_wait_a_verb_says_so(void **state)
{
    struct call c = { 0 };
    struct progress progress = { 0 };

    (void)state;
    assert_int_equal(call_wait(&c, 10), ERR_NOTSUP);
    c.progress = &progress;
    assert_int_equal(call_wait(&c, 10), ERR_WAIT);
    assert_int_equal(progress.wake_in_ms, 10);
}

#define WAIT_TEST(f) cmocka_unit_test_setup_teardown(f, start, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WAIT_TEST(test_an_answer_comes_when_the_verb_is_done),
        WAIT_TEST(test_input_is_held_and_answered_in_order),
        WAIT_TEST(test_others_are_served_meanwhile),
        WAIT_TEST(test_the_time_out_does_not_end_a_session_that_waits),
        WAIT_TEST(test_a_far_side_that_is_done_gets_the_answer_it_waits_for),
        WAIT_TEST(test_a_link_that_is_gone_ends_the_waiting),
        WAIT_TEST(test_a_reboot_ends_the_waiting_with_a_word),
        WAIT_TEST(test_escapes_are_resolved_once),
        WAIT_TEST(test_a_console_shows_the_log_while_it_waits),
        WAIT_TEST(test_the_wait_goes_on_over_the_wrap_of_the_clock),
        TEST(test_where_nobody_can_wait_a_verb_says_so),
    };

    return RUN(tests);
}
