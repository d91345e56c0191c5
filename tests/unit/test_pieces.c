// Commands that come in pieces: without a newline, cut in two, key by key.
#include "shell/shell.h"
#include "test.h"

static void send_text(struct peer *p, const char *text)
{
    peer_send(p, text, strlen(text));
}

static void test_a_command_without_a_newline_is_answered_after_a_moment(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    for (int i = 0; i < 3; i++) { // each time: no client pays more the first time
        send_text(p, "version");
        assert_int_equal(rooms_poll(&r->node), CFG_MORE_MS);
        rig_wait_ms(r, CFG_MORE_MS - 1);
        expect_heard(p, "");
        rig_wait_ms(r, 1);
        expect_heard(p, NODE_VERSION "\nnode01 $  ");
        rig_wait_ms(r, 2000);
    }
}

static void test_a_first_line_in_two_pieces_is_one_command(void **state)
{
    struct rig *r = *state;
    static const char line[] = "dimmer set_value 1000\n";

    for (size_t cut = 1; cut < sizeof line - 1; cut++) {
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        peer_send(p, line, cut);
        rig_wait_ms(r, CFG_MORE_MS - 1);
        peer_send(p, line + cut, sizeof line - 1 - cut);
        expect_heard(p, "SET DIMMER: 1000\nnode01 $  ");
        rig_wait_ms(r, 500);
        expect_heard(p, "");
        peer_close(p);
    }
}

static void test_a_character_that_is_cut_in_two_is_text(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    send_text(p, "system wifirssi 'caf\xc3");
    rig_wait_ms(r, 50);
    send_text(p, "\xa9'");
    peer_hush(p);
    expect_heard(p, "-55\nnode01 $  ");
}

static void test_a_newline_alone_in_a_piece_gives_no_second_prompt(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    send_text(p, "version");
    rig_wait_ms(r, 500); // longer than the node has waited
    expect_heard(p, NODE_VERSION "\nnode01 $  ");
    send_text(p, "\r\n");
    expect_heard(p, "");
    send_text(p, "\n"); // from here on newlines end commands
    expect_heard(p, "node01 $  ");
    send_text(p, "version");
    rig_wait_ms(r, 2000);
    expect_heard(p, "");
}

// As PuTTY and Tera Term send what is typed.
static void type(struct peer *p, const char *typed)
{
    for (; *typed; typed++) {
        peer_send(p, typed, 1);
        rig_wait_ms(p->rig, 300);
    }
}

static void test_a_password_can_be_typed_key_by_key(void **state)
{
    struct rig *r = *state;

    rig_set(r, "appwd", "opensesame");
    struct peer *p = rig_enter(r, LINK_REMOTE);
    type(p, "openx\x7fsesame");
    expect_heard(p, "");
    peer_send(p, "\r\0", 2);
    expect_heard(p, "AuthOk\nnode01 $  ");
    type(p, "version\r");
    expect_heard(p, NODE_VERSION "\nnode01 $  ");
    assert_false(rig_logged(r, "wrong password"));
}

static void test_one_byte_is_never_acted_on(void **state)
{
    struct rig *r = *state;

    rig_set(r, "appwd", "opensesame");
    struct peer *p = rig_enter(r, LINK_REMOTE);
    send_text(p, "o");
    rig_wait_ms(r, 59000);
    expect_heard(p, "");
    assert_false(p->is_over);
    rig_wait_ms(r, 1000);
    expect_heard(p, "Session timeout 60 sec\nBye!\n");
    assert_false(rig_logged(r, "wrong password"));
}

static void test_telnet_speaks_first_and_ends_its_lines(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    send_text(p, "\xff\xfb\x1f\xff\xfb\x20");
    send_text(p, "versi");
    rig_wait_ms(r, 5000);
    send_text(p, "on\r\n");
    expect_heard(p, NODE_VERSION "\nnode01 $  ");
}

static void test_another_protocol_in_pieces_is_seen(void **state)
{
    struct rig *r = *state;
    static const char *const pieces[][2] = { { "G", "ET / HTTP/1.1\r\n" },
                                             { "GET", " / HTTP/1.1\r\n" },
                                             { "GET /", " HTTP/1.1\r\n" },
                                             { "post /x HTT", "P/1.1\r\n" } };

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        send_text(p, pieces[i][0]);
        rig_wait_ms(r, CFG_MORE_MS - 1);
        if (!p->is_over)
            send_text(p, pieces[i][1]);
        if (!p->is_over)
            fail_msg("row %zu is not seen", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_command_without_a_newline_is_answered_after_a_moment),
        RIG_TEST(test_a_first_line_in_two_pieces_is_one_command),
        RIG_TEST(test_a_character_that_is_cut_in_two_is_text),
        RIG_TEST(test_a_newline_alone_in_a_piece_gives_no_second_prompt),
        RIG_TEST(test_a_password_can_be_typed_key_by_key),
        RIG_TEST(test_one_byte_is_never_acted_on),
        RIG_TEST(test_telnet_speaks_first_and_ends_its_lines),
        RIG_TEST(test_another_protocol_in_pieces_is_seen),
    };

    return RUN(tests);
}
