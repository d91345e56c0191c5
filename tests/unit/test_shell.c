// Sessions: greeting, limits, time-out, ends of every kind, notices, the log on a console.
#include "node/notice.h"
#include "shell/shell.h"
#include "test.h"

static void test_the_prompt_is_the_first_thing_a_client_gets(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_open(r, LINK_LOOPBACK);

    expect_heard(p, "node01 $  ");
    expect_answer(p, "conf", "[configure] node01 $  ");
    expect_answer(p, "devfid lamp", "Saved\n[configure] lamp $  "); // at once, not after a reboot
    expect_answer(p, "noconf", "lamp $  ");
}

static void test_a_reply_and_its_prompt_go_out_together(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    p->sends = 0;
    expect_reply(p, "version", NODE_VERSION "\n");
    assert_int_equal(p->sends, 1);
    peer_say(p, "help"); // longer than a buffer: a send for each that is full
    assert_true(p->sends <= 1 + p->heard.len / CFG_REPLY_BUFFER + 1);
}

static void test_pipelined_commands_are_answered_in_order(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_send(p, "version\nhello\n\nversion\n", 23);
    expect_heard(
        p, NODE_VERSION
        "\nnode01 $  hello:node01:0x500x20x910x680xc0xf7\nnode01 $  node01 $  " NODE_VERSION
        "\nnode01 $  ");
}

static void test_one_call_of_shell_input_answers_one_command(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    static const char two[] = "version\nhello\n";

    assert_int_equal(shell_input(&r->node, &p->shell, two, 14), 8);
    expect_heard(p, NODE_VERSION "\nnode01 $  ");
}

static void test_exit_says_bye_and_hangs_up(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_send(p, "exit\nversion\n", 13);
    expect_heard(p, "Bye!\n");
    assert_true(p->is_over);
    assert_int_equal(shell_count(&r->node), 0);
}

static void test_a_silent_session_ends_after_soctout_and_the_node_lives(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_wait_ms(r, 50000);
    expect_reply(p, "version", NODE_VERSION "\n"); // a command begins the time anew
    rig_wait_ms(r, 99999);
    assert_false(p->is_over);
    peer_send(p, "half a comm", 11); // bytes alone do not, on a link with newlines
    rig_wait_ms(r, 1);
    expect_heard(p, "Session timeout 100 sec\nBye!\n");
    assert_true(p->is_over);
    assert_int_equal(r->reboots, 0);
}

static void test_the_time_out_is_the_setting_of_the_moment(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *q = rig_enter(r, LINK_REMOTE);

    rig_set(r, "soctout", "5");
    assert_int_equal(rooms_poll(&r->node), 5000);
    rig_wait_ms(r, 2000);
    expect_reply(q, "version", NODE_VERSION "\n");
    assert_int_equal(rooms_poll(&r->node), 3000);
    rig_wait_ms(r, 3000);
    assert_true(p->is_over);
    assert_false(q->is_over);
    assert_int_equal(rooms_poll(&r->node), 2000);
}

static void test_the_time_out_holds_over_the_wrap_of_the_clock(void **state)
{
    struct rig *r = *state;

    r->now_ms = UINT32_MAX - 50000;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    rig_wait_ms(r, 99999);
    assert_false(p->is_over);
    rig_wait_ms(r, 1);
    assert_true(p->is_over);
}

static void test_a_console_is_never_timed_out(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_CONSOLE);

    rig_wait_ms(r, 500000);
    assert_false(p->is_over);
    assert_int_equal(rooms_poll(&r->node), UINT32_MAX);
}

static void test_one_client_more_than_socmax_is_told_that_the_node_is_busy(void **state)
{
    struct rig *r = *state;

    rig_set(r, "socmax", "2");
    struct peer *console = rig_enter(r, LINK_CONSOLE);
    struct peer *a = rig_enter(r, LINK_LOOPBACK), *b = rig_enter(r, LINK_LOOPBACK),
                *c = rig_open(r, LINK_LOOPBACK);
    expect_heard(c, "Connection is busy. Bye!\n");
    assert_true(c->is_over);
    assert_int_equal(shell_count(&r->node), 2); // consoles do not count
    struct peer *second_console = rig_open(r, LINK_CONSOLE);
    assert_false(second_console->is_over || console->is_over);
    peer_close(a);
    struct peer *d = rig_open(r, LINK_LOOPBACK);
    expect_heard(d, "node01 $  ");
    expect_reply(b, "version", NODE_VERSION "\n");
}

static void test_a_link_that_is_gone_is_forgotten(void **state)
{
    struct rig *r = *state;
    struct peer *a = rig_enter(r, LINK_LOOPBACK), *b = rig_enter(r, LINK_LOOPBACK),
                *c = rig_enter(r, LINK_LOOPBACK);

    peer_close(b);
    assert_int_equal(shell_count(&r->node), 2);
    expect_reply(a, "version", NODE_VERSION "\n");
    expect_reply(c, "version", NODE_VERSION "\n");
    peer_close(c);
    peer_close(a);
    assert_int_equal(shell_count(&r->node), 0);
    shell_close(&r->node, &a->shell); // once more does no harm
    assert_true(rig_logged(r, "connection from 127.0.0.1:50000 is gone"));
}

static void test_a_far_side_that_is_done_gets_its_last_answer(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_CONSOLE), *q = rig_enter(r, LINK_LOOPBACK),
                *e = rig_enter(r, LINK_LOOPBACK);
    struct peer *bad = rig_enter(r, LINK_CONSOLE);

    rig_set(r, "dbg", "false");
    tape_clear(&p->heard);
    tape_clear(&bad->heard);
    peer_send(p, "version", 7);
    peer_end(p);
    expect_heard(p, NODE_VERSION "\nnode01 $  ");
    assert_true(p->is_over);
    peer_end(q);
    expect_heard(q, "");
    assert_true(q->is_over);
    peer_send(e, "hello\nexit", 10);
    tape_clear(&e->heard);
    peer_end(e);
    expect_heard(e, "Bye!\n");
    assert_true(e->is_over);
    peer_send(bad, "\x01", 1);
    peer_end(bad);
    expect_heard(bad, "SHELL: the command is not UTF-8 text without control characters; nothing "
                      "was done\nnode01 $  ");
}

static void test_bad_commands_are_answered_and_the_session_goes_on(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    static char longest[CFG_LINE_MAX + 10];

    peer_say(p, "version");
    tape_clear(&p->heard);
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\n';
    peer_send(p, longest, sizeof longest);
    expect_heard(p, "SHELL: the command is longer than 1024 bytes; nothing was done\nnode01 $  ");
    peer_send(p, "caf\xe9\n", 5);
    expect_heard(p, "SHELL: the command is not UTF-8 text without control characters; nothing was "
                    "done\nnode01 $  ");
    expect_reply(p, "version", NODE_VERSION "\n");
    assert_true(rig_logged(r, "sent a command that is too long"));
    assert_true(rig_logged(r, "sent bytes that are no text"));
}

static void test_a_client_without_newlines_recovers_from_a_long_command_after_a_pause(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    static char longest[CFG_LINE_MAX + 10];

    memset(longest, 'x', sizeof longest);
    peer_send(p, longest, sizeof longest);
    expect_heard(p, "SHELL: the command is longer than 1024 bytes; nothing was done\nnode01 $  ");
    rig_wait_ms(r, 1000);
    peer_send(p, "its rest", 8);
    expect_heard(p, "");
    rig_wait_ms(r, 1001);
    peer_send(p, "version", 7);
    peer_hush(p);
    expect_heard(p, NODE_VERSION "\nnode01 $  ");
}

static void test_consoles_are_there_before_the_node_is_up(void **state)
{
    struct rig *r = rig_new(&board_esp8266);
    struct peer *p = rig_open(r, LINK_CONSOLE);
    char text[8192];

    (void)state;
    expect_heard(p, "");
    rig_boot(r);
    peer_heard(p, text, sizeof text);
    assert_non_null(
        strstr(text, "[loader][main mode] Start micrOS (default) " NODE_VERSION " on esp8266\n"));
    assert_string_equal(text + strlen(text) - 10, "node01 $  "); // the greeting is the last
    rig_free(r);
}

static void test_with_dbg_the_log_is_shown_on_consoles_and_nowhere_else(void **state)
{
    struct rig *r = *state;
    struct peer *console = rig_enter(r, LINK_CONSOLE), *local = rig_enter(r, LINK_LOOPBACK);

    tape_clear(&console->heard);
    node_log(&r->node, LOG_INFO, "a line %d", 7);
    expect_heard(console, "\n0.000 a line 7\nnode01 $  ");
    expect_heard(local, "");
    rig_set(r, "dbg", "false");
    tape_clear(&console->heard);
    node_log(&r->node, LOG_INFO, "unseen");
    expect_heard(console, "");
}

static void test_a_console_s_complaint_is_not_torn_apart_by_the_log(void **state)
{
    struct rig *r = *state;
    struct peer *console = rig_enter(r, LINK_CONSOLE);
    char text[512];

    peer_send(console, "\x01\n", 2);
    peer_heard(console, text, sizeof text);
    const char *prompt = strstr(text, "node01 $  ");
    assert_non_null(prompt);
    assert_null(strstr(prompt + 1, "node01 $  ")); // one prompt, at the end
}

static void test_a_notice_greets_everyone_until_it_is_acknowledged(void **state)
{
    struct rig *r = *state;
    char text[512];

    ram_put(&r->ram, SETTINGS_FILE, "{\"devfid\": ");
    for (int g = 0; g < CFG_GENERATIONS; g++) {
        char name[BLOB_NAME_MAX + 1];
        settings_generation_name((uint32_t)g, name);
        ram_remove(&r->ram, name);
    }
    rig_reboot(r);
    static const char notice[] = "[CONFIG] node_config.json was damaged at byte 11. No earlier "
                                 "generation was found: factory "
                                 "settings are in use. What it held is in "
                                 "node_config.damaged.1.json. Type conf, then ack, to "
                                 "end this notice.\nnode01 $  ";
    for (int i = 0; i < 2; i++) {
        struct peer *p = rig_open(r, LINK_LOOPBACK);
        expect_heard(p, notice);
        rig_reboot(r); // it outlives a reboot
    }
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    expect_answer(p, "conf", "[configure] node01 $  ");
    expect_answer(p, "ack", "Acknowledged\n[configure] node01 $  ");
    assert_null(ram_get(&r->ram, NOTICE_FILE));
    rig_reboot(r);
    p = rig_open(r, LINK_LOOPBACK);
    expect_heard(p, "node01 $  ");
    snprintf(text, sizeof text, "%s", ram_get(&r->ram, "node_config.damaged.1.json"));
    assert_string_equal(text, "{\"devfid\": ");
}

static void test_stopping_the_node_says_bye_to_everyone(void **state)
{
    struct rig *r = *state;
    struct peer *a = rig_enter(r, LINK_LOOPBACK), *b = rig_enter(r, LINK_REMOTE);

    rooms_stop(&r->node);
    expect_heard(a, "Bye!\n");
    expect_heard(b, "Bye!\n");
    assert_true(a->is_over && b->is_over);
}

static void test_a_link_s_name_is_cut_to_its_room(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_open_from(
        r, LINK_REMOTE, "a name that is much longer than any address of the internet will ever be");

    assert_int_equal(strlen(p->shell.peer), CFG_PEER_MAX - 1);
    expect_heard(p, "node01 $  ");
}

static char *whole_help(struct rig *r)
{
    static char text[32768];
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "help");
    peer_heard(p, text, sizeof text);
    peer_close(p);
    return text;
}

static void test_an_answer_waits_for_its_reader_and_nobody_else_does(void **state)
{
    struct rig *r = *state;
    struct peer *slow = rig_enter(r, LINK_REMOTE), *other = rig_enter(r, LINK_LOOPBACK);
    const char *whole = whole_help(r);

    slow->room = 100;
    peer_say(slow, "help");
    peer_say(slow, "version");
    assert_int_equal(slow->heard.len, 100);
    expect_reply(other, "version", NODE_VERSION "\n");
    while (slow->heard.len < strlen(whole)) {
        size_t before = slow->heard.len;
        rig_wait_ms(r, 1000); // nothing was read, nothing more is sent
        assert_int_equal(slow->heard.len, before);
        slow->room = 1500;
        rig_wait_ms(r, 100);
        assert_true(slow->heard.len > before);
    }
    rig_wait_ms(r, 100);
    assert_memory_equal(slow->heard.data, whole, strlen(whole));
    assert_string_equal(slow->heard.data + strlen(whole), NODE_VERSION "\nnode01 $  ");
}

static void test_an_answer_that_changes_while_it_is_read_says_so(void **state)
{
    struct rig *r = *state;
    struct peer *slow = rig_enter(r, LINK_LOOPBACK);

    peer_say(slow, "conf");
    tape_clear(&slow->heard);
    slow->room = 700;
    peer_say(slow, "dump");
    rig_wait_ms(r, 100);
    rig_set(r, "soctout", "50");
    slow->room = SIZE_MAX;
    rig_wait_ms(r, 100);
    assert_non_null(strstr(slow->heard.data,
                           "\nSHELL: this has changed while it was read: ask again\n"
                           "[configure] node01 $  "));
    tape_clear(&slow->heard);
    expect_answer(slow, "soctout", "50\n[configure] node01 $  ");
}

static void test_who_never_reads_is_dropped_after_soctout(void **state)
{
    struct rig *r = *state;
    struct peer *stuck = rig_enter(r, LINK_REMOTE);

    stuck->room = 10;
    peer_say(stuck, "help");
    rig_wait_ms(r, 99000);
    assert_false(stuck->is_over);
    rig_wait_ms(r, 1100);
    assert_true(stuck->is_over);
    assert_int_equal(stuck->heard.len, 10);
}

static void test_who_has_not_given_the_password_gives_way(void **state)
{
    struct rig *r = *state;

    rig_set(r, "appwd", "opensesame");
    rig_set(r, "socmax", "1");
    struct peer *owner = rig_enter(r, LINK_REMOTE);
    expect_answer(owner, "opensesame", "AuthOk\nnode01 $  ");
    struct peer *stranger = rig_enter(r, LINK_REMOTE), *next = rig_open(r, LINK_REMOTE);
    expect_heard(stranger, "Connection is busy. Bye!\n");
    expect_heard(next, "[password] node01 $  ");
    expect_reply(owner, "version", NODE_VERSION "\n");
}

static struct peer *log_in(struct rig *r)
{
    struct peer *p = rig_enter(r, LINK_REMOTE);

    expect_answer(p, "opensesame", "AuthOk\nnode01 $  ");
    return p;
}

static void test_the_quietest_leaves_the_last_place_to_who_may_know_the_password(void **state)
{
    struct rig *r = *state;

    rig_set(r, "appwd", "opensesame");
    rig_set(r, "socmax", "2");
    struct peer *first = log_in(r), *second = log_in(r);
    rig_wait_ms(r, 1000);
    expect_reply(first, "version", NODE_VERSION "\n");
    struct peer *third = rig_open(r, LINK_REMOTE);
    expect_heard(third, "[password] node01 $  ");
    rig_wait_ms(r, 1000);
    assert_false(second->is_over); // nobody gives way to a stranger
    expect_answer(third, "opensesame", "AuthOk\nnode01 $  ");
    rig_wait_ms(r, 1);
    assert_true(second->is_over);
    assert_non_null(strstr(second->heard.data, "Somebody else has logged in"));
    expect_reply(first, "version", NODE_VERSION "\n");
    expect_reply(third, "version", NODE_VERSION "\n");
}

static void test_there_is_a_minute_for_the_password(void **state)
{
    struct rig *r = *state;

    rig_set(r, "appwd", "opensesame");
    struct peer *p = rig_enter(r, LINK_REMOTE);
    for (int i = 0; i < 59; i++) {
        rig_wait_ms(r, 1000);
        peer_say(p, "version");
    }
    assert_false(p->is_over);
    tape_clear(&p->heard);
    rig_wait_ms(r, 1000);
    expect_heard(p, "Session timeout 60 sec\nBye!\n");
}

static void test_a_password_is_looked_at_in_a_quarter_of_the_time(void **state)
{
    struct rig *r = *state;
    static const char wrong[] = "wrong password\n";
    unsigned slices = 0;
    uint64_t began_ms;

    rig_set(r, "appwd", "opensesame");
    struct peer *p = rig_enter(r, LINK_REMOTE), *other = rig_enter(r, LINK_LOOPBACK);
    shell_input(&r->node, &p->shell, wrong, sizeof wrong - 1);
    began_ms = r->now_ms;
    while (!p->is_over) {
        uint8_t before = p->shell.guess;
        uint32_t wait_ms = rooms_poll(&r->node);
        bool has_worked = before == GUESS_WORKS && p->shell.guess == GUESS_WORKED;
        slices += has_worked;
        r->now_ms += has_worked ? 20 : wait_ms; // a slice takes a slow chip 20 ms
        rig_tell_time(r);
        if (has_worked)
            expect_answer(other, "version", NODE_VERSION "\n[password] node01 $  ");
    }
    assert_int_equal(slices,
                     (CFG_PASSWORD_ROUNDS - 1 + CFG_PASSWORD_SLICE - 1) / CFG_PASSWORD_SLICE);
    assert_in_range(r->now_ms - began_ms, slices * 75, slices * 85);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_the_prompt_is_the_first_thing_a_client_gets),
        RIG_TEST(test_a_reply_and_its_prompt_go_out_together),
        RIG_TEST(test_pipelined_commands_are_answered_in_order),
        RIG_TEST(test_one_call_of_shell_input_answers_one_command),
        RIG_TEST(test_exit_says_bye_and_hangs_up),
        RIG_TEST(test_a_silent_session_ends_after_soctout_and_the_node_lives),
        RIG_TEST(test_the_time_out_is_the_setting_of_the_moment),
        RIG_TEST(test_the_time_out_holds_over_the_wrap_of_the_clock),
        RIG_TEST(test_a_console_is_never_timed_out),
        RIG_TEST(test_one_client_more_than_socmax_is_told_that_the_node_is_busy),
        RIG_TEST(test_a_link_that_is_gone_is_forgotten),
        RIG_TEST(test_a_far_side_that_is_done_gets_its_last_answer),
        RIG_TEST(test_bad_commands_are_answered_and_the_session_goes_on),
        RIG_TEST(test_a_client_without_newlines_recovers_from_a_long_command_after_a_pause),
        TEST(test_consoles_are_there_before_the_node_is_up),
        RIG_TEST(test_with_dbg_the_log_is_shown_on_consoles_and_nowhere_else),
        RIG_TEST(test_a_console_s_complaint_is_not_torn_apart_by_the_log),
        RIG_TEST(test_a_notice_greets_everyone_until_it_is_acknowledged),
        RIG_TEST(test_stopping_the_node_says_bye_to_everyone),
        RIG_TEST(test_a_link_s_name_is_cut_to_its_room),
        RIG_TEST(test_an_answer_waits_for_its_reader_and_nobody_else_does),
        RIG_TEST(test_an_answer_that_changes_while_it_is_read_says_so),
        RIG_TEST(test_who_never_reads_is_dropped_after_soctout),
        RIG_TEST(test_who_has_not_given_the_password_gives_way),
        RIG_TEST(test_the_quietest_leaves_the_last_place_to_who_may_know_the_password),
        RIG_TEST(test_there_is_a_minute_for_the_password),
        RIG_TEST(test_a_password_is_looked_at_in_a_quarter_of_the_time),
    };

    return RUN(tests);
}
