// Calls of other nodes, whose part the test plays: every stage, every way to fail, bytes of any
// kind.
#include "peers/intercon.h"
#include "test.h"

// The password prompts, hints and ends of real nodes.
#define HINT                                                                                       \
    "SHELL: type help for single word commands (built-in)\n"                                       \
    "SHELL: for LM exec: [1](LM)module [2]function [3...]optional params\n"

static struct dialed *line(struct rig *r)
{
    return &r->dials[0];
}

// Says a command to this node and comes to the moment at which it dials.
static struct dialed *ask(struct peer *p, const char *command)
{
    peer_say(p, command);
    rig_wait_ms(p->rig, 0);
    return line(p->rig);
}

static void greet(struct rig *r, const char *prompt)
{
    dialed_open(r, line(r), OK);
    dialed_answer(r, line(r), prompt);
}

// From the greeting to the answer.
static void play(struct rig *r, const char *answer)
{
    greet(r, "node02 $  ");
    expect_said(line(r), "via node01 1 admin\n");
    dialed_answer(r, line(r), "node02 $  ");
    expect_said(line(r), "outcome on\n");
    dialed_answer(r, line(r), HINT "node02 $  "); // an older one
    tape_clear(&line(r)->said);
    dialed_answer(r, line(r), answer);
}

static void test_the_whole_conversation(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct dialed *d = ask(p, "intercon sendcmd 'system info' node02");

    expect_heard(p, "");
    assert_string_equal(d->host, "node02");
    assert_int_equal(d->port, 9008);
    expect_said(d, "");
    dialed_open(r, d, OK);
    expect_said(d, "");
    dialed_answer(r, d, "node02 $  ");
    expect_said(d, "via node01 1 admin\n");
    dialed_answer(r, d, "node02 $  ");
    expect_said(d, "outcome on\n");
    dialed_answer(r, d, "[ok] node02 $  ");
    expect_said(d, "system info\n");
    dialed_answer(r, d, "CPU[Hz]: 80000000\nFS FREE [%]: 89\n[ok] node02 $  ");
    expect_said(d, "exit\n");
    assert_true(d->is_over);
    expect_heard(p, "['CPU[Hz]: 80000000', 'FS FREE [%]: 89']\nnode01 $  ");
    assert_true(rig_logged(r, "[INTERCON] system info -> node02:9008"));
}

// The peer says how the command went, in its prompt; whatever it was answered.
static void test_a_peer_says_how_the_command_went(void **state)
{
    static const struct {
        const char *prompt;
        bool failed;
    } rows[] = { { "[ok] node02 $  ", false },
                 { "[failed] node02 $  ", true },
                 { "[failed] [configure] node02 $  ", true },
                 { "node02 $  ", false } };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char answer[64], heard[64];

    expect_answer(p, "outcome on", "[ok] node01 $  ");
    for (size_t i = 0; i < COUNT(rows); i++) {
        (void)ask(p, "intercon sendcmd 'module unload relay' node02");
        snprintf(answer, sizeof answer, "as it is\n%s", rows[i].prompt);
        play(r, answer);
        snprintf(heard, sizeof heard, "['as it is']\n%s node01 $  ",
                 rows[i].failed ? "[failed]" : "[ok]");
        expect_heard(p, heard);
    }
    (void)ask(p, "light toggle >>node02");
    expect_heard(p, "{'con.node02.light': 'Starting'}\n[ok] node01 $  ");
    play(r, "not that\n[failed] node02 $  ");
    expect_answer(p, "task show con.node02.light", "not that\n[ok] node01 $  ");
}

static void test_an_answer_as_json_is_json(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "intercon sendcmd 'system info' node02 >json");
    play(r, "a \"quoted\" word\n\xff\xc3\n\x1b[31mred\x7f\nnode02 $  ");
    p->heard.data[p->heard.len - strlen("node01 $  ")] = '\0';
    assert_true(is_json(p->heard.data));
    assert_string_equal(p->heard.data, "[\"a \\\"quoted\\\" word\", \"\?\?\", \"?[31mred?\"]\n");
}

static void test_bytes_come_in_any_pieces(void **state)
{
    static const char all[] = "node02 $  ", reply[] = "one\r\ntwo\r\nnode02 $  ";
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct dialed *d = ask(p, "intercon sendcmd 'version' node02");

    dialed_open(r, d, OK);
    for (size_t i = 0; i < sizeof all - 1; i++)
        dialed_say(r, d, all + i, 1);
    expect_said(d, "via node01 1 admin\n");
    for (size_t i = 0; i < sizeof all - 1; i++)
        dialed_say(r, d, all + i, 1);
    expect_said(d, "outcome on\n");
    for (size_t i = 0; i < sizeof all - 1; i++)
        dialed_say(r, d, all + i, 1);
    expect_said(d, "version\n");
    for (size_t i = 0; i < sizeof reply - 1; i++)
        dialed_say(r, d, reply + i, 1);
    expect_heard(p, "['one', 'two']\nnode01 $  ");
}

static void test_nodes_of_each_generation_are_understood(void **state)
{
    static const struct {
        const char *greeting, *via, *answer, *heard;
    } rows[] = {
        { "node02 $  ", HINT "node02 $  ", "0.1.0-0\nnode02 $  ", "['0.1.0-0']" }, // the original
        { "node02 $ ",
          "Shell: for hints type help.\nShell: for LM exec: [1](LM)module [2]function "
          "[3...]optional params\nnode02 $ ",
          "3.3.1-0\nnode02 $ ", "['3.3.1-0']" }, // its successor: one blank
        { "[CONFIG] node_config.json was damaged.\nnode02 $  ", "node02 $  ", "1\nnode02 $  ",
          "['1']" }, // with a notice
        { "[recovery] node02 $  ", "[recovery] node02 $  ", "no\n[recovery] node02 $  ", "['no']" },
        { "\xff\xfb\x01node02 $  ", "", "", "another node answers under this name" },
    };
    struct rig *r = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        char text[128];
        (void)ask(p, "intercon sendcmd 'version' node02");
        greet(r, rows[i].greeting);
        dialed_answer(r, line(r), rows[i].via);
        dialed_answer(r, line(r), rows[i].via); // of "outcome on"
        dialed_answer(r, line(r), rows[i].answer);
        snprintf(text, sizeof text, "%s\nnode01 $  ", rows[i].heard);
        expect_heard(p, text);
    }
}

static void test_a_node_that_enters_configure_mode_has_answered(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "intercon sendcmd conf node02");
    tape_clear(&p->heard);
    (void)ask(p, "intercon sendcmd 'conf' node02");
    play(r, "[configure] node02 $  ");
    expect_heard(p, "[]\nnode01 $  ");
}

static void test_a_prompt_inside_an_answer_is_none(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "intercon sendcmd 'system log' node02");
    play(r, "node02 $  was said\n");
    dialed_answer(r, line(r), "price $ ");
    dialed_answer(r, line(r), "\nnode03 $  ");
    dialed_answer(r, line(r), "\n");
    expect_heard(p, "");
    dialed_answer(r, line(r), "node02 $  ");
    expect_heard(p, "['node02 $  was said', 'price $', 'node03 $']\nnode01 $  ");
}

// The node asks for its password, and says that it knows no SCRAM: an older one.
static void greet_as_older(struct rig *r, const char *prompt)
{
    char said[128];

    greet(r, prompt);
    expect_said(line(r), "hello >json\n");
    snprintf(said, sizeof said, "hello:anyname:0x1:rel\n%s", prompt);
    dialed_answer(r, line(r), said);
}

static void test_the_password_is_given_when_it_is_asked_for(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct dialed *d;

    rig_set(r, "hostpwd", "node03=wrong-one; node02 =open=sesame!;node04=x");
    rig_set(r, "hostplain", "node05; node02 ");
    d = ask(p, "intercon sendcmd 'version' 'node02.local:9010'");
    assert_string_equal(d->host, "node02.local");
    assert_int_equal(d->port, 9010);
    greet_as_older(r, "[password] node02 $  ");
    expect_said(d, "open=sesame!\n");
    dialed_answer(r, d, "AuthOk\n");
    dialed_answer(r, d, "node02 $  ");
    expect_said(d, "via node01 1 admin\n");
    dialed_answer(r, d, "node02 $  ");
    dialed_answer(r, d, "node02 $  ");
    dialed_answer(r, d, NODE_VERSION "\nnode02 $  ");
    expect_heard(p, "['" NODE_VERSION "']\nnode01 $  ");
    peer_say(p, "system log 100");
    assert_null(strstr(p->heard.data, "sesame"));
    assert_false(rig_logged(r, "sesame"));
}

static void test_a_password_that_is_not_taken(void **state)
{
    static const char denied[] = "the password was not taken: set hostpwd to name=password\n"
                                 "node01 $  ";
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct dialed *d;

    (void)ask(p, "intercon sendcmd 'version' node02"); // there is none for it
    greet(r, "[password] node02 $  ");
    expect_said(line(r), "");
    expect_heard(p, denied);
    rig_set(r, "hostpwd", "node02=opensesame");
    rig_set(r, "hostplain", "node02");
    d = ask(p, "intercon sendcmd 'version' node02"); // asked for again
    greet_as_older(r, "[password] node02 $  ");
    expect_said(d, "opensesame\n");
    dialed_answer(r, d, "AuthFailed\n[password] node02 $  ");
    expect_heard(p, denied);
    assert_true(d->is_over);
    d = ask(p, "intercon sendcmd 'version' node02"); // hung up, or about to be
    greet_as_older(r, "[password] node02 $  ");
    dialed_answer(r, d, "AuthFailed\nBye!\n");
    expect_heard(p, denied);
    assert_true(d->is_over);
    d = ask(p, "intercon sendcmd 'version' node02");
    greet_as_older(r, "[password] node02 $  ");
    dialed_answer(r, d, "AuthFailed\n");
    expect_heard(p, "");
    dialed_hang_up(r, d);
    expect_heard(p, denied);
    rig_set(r, "hostpwd", "node02=");
    (void)ask(p, "intercon sendcmd 'version' node02");
    greet(r, "[password] node02 $  ");
    expect_heard(p, denied);
    assert_false(rig_logged(r, "sesame"));
}

static void test_the_password_of_an_address(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_set(r, "hostpwd", "10=never;10.0.1.61=opensesame");
    rig_set(r, "hostplain", "10.0.1.61;anyname");
    (void)ask(p, "intercon sendcmd 'version' '10.0.1.61'");
    greet_as_older(r, "[password] anyname $  "); // an address has no name to compare
    expect_said(line(r), "opensesame\n");
    rig_wait_ms(r, 6000);
    tape_clear(&p->heard);
    (void)ask(p, "intercon sendcmd 'version' '10.0.1.62'");
    greet(r, "[password] anyname $  ");
    expect_said(line(r), "");
}

// What the node said since the last look, with the other one as a real node behind it.
static const char *relay(struct rig *r, struct peer *other, char *text, size_t cap)
{
    struct dialed *d = line(r);

    tape_clear(&other->heard);
    peer_send(other, d->said.data, d->said.len);
    tape_clear(&d->said);
    return peer_heard(other, text, cap);
}

// Lets it compute.
static void wait_for_words(struct rig *r)
{
    for (int i = 0; i < 1000 && !line(r)->said.len && !line(r)->is_over; i++)
        rig_wait_ms(r, 1);
}

static void test_a_node_that_can_is_asked_for_a_proof_and_gives_one(void **state)
{
    struct rig *r = *state, *there = rig_new(&board_esp8266);
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *far;
    char text[512];

    rig_load(there);
    rig_set(there, "devfid", "node02");
    rig_set(there, "appwd", "opensesame");
    rig_set(there, "plainpwd", "false");
    rig_boot(there);
    rig_set(r, "hostpwd", "node02=opensesame");
    far = rig_open(there, LINK_REMOTE);
    struct dialed *d = ask(p, "intercon sendcmd 'light toggle True' node02");
    greet(r, peer_heard(far, text, sizeof text));
    dialed_answer(r, d, relay(r, far, text, sizeof text)); // hello >json
    dialed_answer(r, d, relay(r, far, text, sizeof text)); // the offer
    expect_said(d, "");
    wait_for_words(r);
    for (int i = 0; i < 4; i++) // the proof, via, outcome, the command
        dialed_answer(r, d, relay(r, far, text, sizeof text));
    expect_heard(p, "['ON']\nnode01 $  ");
    assert_true(rig_logged(there, "logged in"));
    assert_false(rig_logged(there, "in clear"));
    rig_free(there);
}

static void test_others_are_served_while_a_proof_is_computed(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *other = rig_enter(r, LINK_REMOTE);

    rig_set(r, "hostpwd", "node02=opensesame");
    struct dialed *d = ask(p, "intercon sendcmd 'version' node02");
    greet(r, "[password] node02 $  ");
    dialed_answer(r, d, "{\"login\": \"scram\"}\n[password] node02 $  ");
    char offer[128];
    snprintf(offer, sizeof offer, "r=%.16sabc,s=AAAA,i=4096\n[password] node02 $  ",
             strstr(d->said.data, ",r=") + 3);
    dialed_say(r, d, offer, strlen(offer)); // no poll yet
    tape_clear(&d->said);
    unsigned served = 0;
    while (!d->said.len && served < 1000) {
        expect_reply(other, "version", NODE_VERSION "\n");
        rig_wait_ms(r, 0); // one round of everything that is due
        served++;
    }
    assert_in_range(served, 4095 / CFG_PASSWORD_SLICE / 3, 4095 / CFG_PASSWORD_SLICE + 1);
}

static void test_a_stranger_under_its_name_gets_no_password_and_no_command(void **state)
{
    static const char *const answers[][3] = {
        { "hello:node02:0x1\n[password] node02 $  ", NULL, "takes its password in clear only" },
        { "{\"login\": \"scram\"}\n[password] node02 $  ", "r=%.16sabc,s=AAAA,i=1",
          "did not prove" },
        { "{\"login\": \"scram\"}\n[password] node02 $  ", "r=other,s=AAAA,i=4096",
          "did not prove" },
        { "{\"login\": \"scram\"}\n[password] node02 $  ", "r=%.16sabc,s=AAAA,i=99999",
          "did not prove" },
        { "{\"login\": \"scram\"}\n[password] node02 $  ", "r=%.16sabc,s=AAAA,i=4096",
          "did not prove" },
    };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[256];

    rig_set(r, "hostpwd", "node02=opensesame");
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct dialed *d = ask(p, "intercon sendcmd 'light toggle' node02");
        greet(r, "[password] node02 $  ");
        tape_clear(&d->said);
        dialed_answer(r, d, answers[i][0]);
        if (answers[i][1]) {
            char offer[128];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(offer, sizeof offer, answers[i][1], strstr(d->said.data, ",r=") + 3);
#pragma GCC diagnostic pop
            tape_clear(&d->said);
            strcat(offer, "\n[password] node02 $  ");
            dialed_answer(r, d, offer);
            wait_for_words(r);
        }
        if (d->said.len) { // the proof
            assert_null(strstr(d->said.data, "opensesame"));
            tape_clear(&d->said);
            dialed_answer(r, d,
                          "AuthOk\nv=8DjTW7VBZGiJp+WSUphZDkfjszrsFJUDO/pFpwmJ3OU=\nnode02 $  ");
        }
        expect_said(d, "");
        assert_true(d->is_over);
        assert_non_null(strstr(peer_heard(p, text, sizeof text), answers[i][2]));
    }
    assert_false(rig_logged(r, "sesame"));
}

static void test_no_password_goes_to_a_node_of_another_name(void **state)
{
    static const char *const prompts[] = { "[password] node03 $  ", "[password] node022 $  ",
                                           "[password] node0 $  ", "node03 $  " };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_set(r, "hostpwd", "node02=opensesame");
    for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++) {
        (void)ask(p, "intercon sendcmd 'version' node02");
        greet(r, prompts[i]);
        expect_said(line(r), "");
        assert_true(line(r)->is_over);
        expect_heard(p, "another node answers under this name\nnode01 $  ");
    }
    (void)ask(p, "intercon sendcmd 'version' node02");
    dialed_open(r, line(r), OK);
    for (int i = 0; i < 100; i++)
        dialed_answer(r, line(r), "a name that is much too long ");
    dialed_answer(r, line(r), " $  ");
    expect_heard(p, "another node answers under this name\nnode01 $  ");
}

static void test_a_full_name_is_compared_too(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_set(r, "devfid", "node01");
    (void)ask(p, "intercon sendcmd 'version' 'node.two'");
    greet(r, "node.two $  ");
    expect_said(line(r), "via node01 1 admin\n");
}

static void test_a_busy_node(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "intercon sendcmd 'version' node02");
    greet(r, "Connection is ");
    expect_heard(p, "");
    dialed_answer(r, line(r), "busy. Bye!\n");
    expect_heard(p, "the other node is busy\nnode01 $  ");
    assert_true(line(r)->is_over);
    (void)ask(p, "intercon sendcmd 'version' node02 >json");
    greet(r, "Connection is busy. Bye!\n");
    expect_heard(p, "{\"error\": \"the other node is busy\"}\nnode01 $  ");
}

static void test_a_node_that_cannot_be_reached(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "intercon sendcmd 'version' node02");
    dialed_open(r, line(r), ERR_NAME);
    expect_heard(p, "no such host\nnode01 $  ");
    (void)ask(p, "intercon sendcmd 'version' node02");
    dialed_open(r, line(r), ERR_IO);
    expect_heard(p, "no answer\nnode01 $  ");
}

static void test_silence_at_any_stage_ends_after_five_seconds(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_set(r, "hostpwd", "node02=opensesame");
    rig_set(r, "hostplain", "node02");
    for (unsigned stage = 0; stage < 6; stage++) {
        struct dialed *d = ask(p, "intercon sendcmd 'version' node02");
        if (stage > 0)
            dialed_open(r, d, OK);
        if (stage > 1)
            dialed_answer(r, d, "[password] node02 $  ");
        if (stage > 2)
            dialed_answer(r, d, "hello:node02:0x1\n[password] node02 $  ");
        if (stage > 3)
            dialed_answer(r, d, "AuthOk\nnode02 $  ");
        if (stage > 4)
            dialed_answer(r, d, "node02 $  ");
        if (stage > 5)
            dialed_answer(r, d, "half an ans");
        rig_wait_ms(r, INTERCON_WAIT_MS - 1);
        expect_heard(p, "");
        assert_false(d->is_over);
        rig_wait_ms(r, 1);
        expect_heard(p, "no answer\nnode01 $  ");
        assert_true(d->is_over);
    }
}

static void test_a_hang_up_at_any_stage(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    for (unsigned stage = 1; stage < 4; stage++) {
        struct dialed *d = ask(p, "intercon sendcmd 'version' node02");
        dialed_open(r, d, OK);
        if (stage > 1)
            dialed_answer(r, d, "node02 $  ");
        if (stage > 2)
            dialed_answer(r, d, "node02 $  ");
        dialed_hang_up(r, d);
        expect_heard(p, "no answer\nnode01 $  ");
    }
}

static void test_last_words_are_an_answer(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "intercon sendcmd 'reboot' node02");
    play(r, "Reboot micrOS system.\nBye!\n"); // whose end the node leaves to us
    expect_heard(p, "['Reboot micrOS system.', 'Bye!']\nnode01 $  ");
    assert_true(line(r)->is_over);
    (void)ask(p, "intercon sendcmd 'webrepl' node02");
    play(r, " Start micropython WEBREPL\n Bye!\nNone\n");
    expect_heard(p, "");
    dialed_hang_up(r, line(r));
    expect_heard(p, "['Start micropython WEBREPL', 'Bye!', 'None']\nnode01 $  ");
}

static void test_a_long_answer_loses_its_middle(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[4096];

    (void)ask(p, "intercon sendcmd 'system log' node02");
    play(r, "the first line\n");
    for (int i = 0; i < 500; i++)
        dialed_answer(r, line(r), "a line in the middle \xe2\x82\xac\n");
    dialed_answer(r, line(r), "the last line\nnode02 $  ");
    peer_heard(p, text, sizeof text);
    assert_true(text_is_utf8(text_of(text)));
    assert_int_equal(strncmp(text, "['the first line', 'a line", 26), 0);
    assert_non_null(strstr(text, "'the last line']\nnode01 $  "));
    assert_in_range(strlen(text), CFG_CALL_REPLY / 2, CFG_CALL_REPLY * 2);
}

static void test_zeros_and_control_characters_are_not_passed_on(void **state)
{
    static const char odd[] = "a\0b\x1b[2Jc\x07\td\x01\x02\r\nnode02 $  ";
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "version >>node02");
    expect_heard(p, "{'con.node02.version': 'Starting'}\nnode01 $  ");
    play(r, "");
    dialed_say(r, line(r), odd, sizeof odd - 1);
    expect_reply(p, "task show con.node02.version", "ab?[2Jc?\td\?\?\n");
}

static void test_several_calls_at_once(void **state)
{
    static const char *const hosts[] = { "'node02'", "'node03'", "'node04'", "'node05'" };
    struct rig *r = *state;
    struct peer *p[RIG_CALLS], *q = rig_enter(r, LINK_LOOPBACK);
    char text[80];

    for (unsigned i = 0; i < RIG_CALLS; i++) {
        p[i] = rig_enter(r, LINK_LOOPBACK);
        snprintf(text, sizeof text, "intercon sendcmd 'version' %s", hosts[i]);
        peer_say(p[i], text);
    }
    expect_reply(q, "intercon sendcmd 'version' node06",
                 "too many calls of other nodes at the same time\n");
    for (unsigned i = RIG_CALLS; i--;) {
        dialed_open(r, &r->dials[i], OK);
        for (unsigned k = 0; k < 3; k++) {
            snprintf(text, sizeof text, "node0%u $  ", i + 2);
            dialed_answer(r, &r->dials[i], text);
        }
    }
    for (unsigned i = 0; i < RIG_CALLS; i++) {
        snprintf(text, sizeof text, "%u\nnode0%u $  ", i, i + 2);
        dialed_answer(r, &r->dials[i], text);
        snprintf(text, sizeof text, "['%u']\nnode01 $  ", i);
        expect_heard(p[i], text);
    }
    (void)ask(q, "intercon sendcmd 'version' node06"); // there is room again
    expect_heard(q, "");
}

static void test_room_is_free_again_when_nobody_comes_for_an_answer(void **state)
{
    struct rig *r = *state;

    for (unsigned i = 0; i < 3 * RIG_CALLS; i++) {
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        peer_say(p, "intercon sendcmd 'version' node02");
        expect_heard(p, "");
        peer_close(p);
        rig_wait_ms(r, INTERCON_WAIT_MS); // no answer
        rig_wait_ms(r, INTERCON_WAIT_MS); // nobody wants to know
    }
}

static void test_what_cannot_be_a_host(void **state)
{
    static const struct {
        const char *line, *heard;
    } rows[] = {
        { "intercon sendcmd 'v' 'node02:0'", "no such host\n" },
        { "intercon sendcmd 'v' 'node02:65536'", "no such host\n" },
        { "intercon sendcmd 'v' 'node02:-1'", "no such host\n" },
        { "intercon sendcmd 'v' 'node02:+1'", "no such host\n" },
        { "intercon sendcmd 'v' 'node02:'", "no such host\n" },
        { "intercon sendcmd 'v' 'node02:x'", "no such host\n" },
        { "intercon sendcmd 'v' 'node02:1:2'", "no such host\n" },
        { "intercon sendcmd 'v' 'node02:99999999999'", "no such host\n" },
        { "intercon sendcmd 'v' ':9008'", "no such host\n" },
        { "intercon sendcmd 'v' 'a\\nb'", "no such host\n" },
        { "intercon sendcmd 'a\\nb' 'node02'", "the command is more than one line\n" },
    };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[160], command[400];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, "%snode01 $  ", rows[i].heard);
        expect_answer(p, rows[i].line, text);
        assert_null(r->dials[0].call);
    }
    memset(text, 'a', 63);
    text[63] = '\0';
    snprintf(command, sizeof command, "intercon sendcmd 'v' '%s'", text);
    (void)ask(p, command);
    assert_string_equal(r->dials[0].host, text);
    memset(command, 'c', sizeof command);
    memcpy(command, "intercon sendcmd '", 18);
    memcpy(command + 18 + CFG_TASK_LINE, "' h", 4);
    tape_clear(&p->heard);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, command, "the command or the name of the host is too long\n");
}

static void test_a_port_of_its_own(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    assert_int_equal(ask(p, "intercon sendcmd 'v' 'node02' 1234")->port, 1234);
    p = rig_enter(r, LINK_LOOPBACK);
    rig_set(r, "socport", "4321");
    peer_say(p, "v >>10.0.1.61");
    rig_wait_ms(r, 0);
    assert_int_equal(r->dials[1].port, 4321); // as this node itself
}

static void test_a_chain_of_calls_is_cut(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "via node09 3", "");
    (void)ask(p, "intercon sendcmd 'version' node02");
    greet(r, "node02 $  ");
    expect_said(line(r), "via node01 4 drive\n");
    dialed_hang_up(r, line(r));
    tape_clear(&p->heard);
    expect_reply(p, "via node09 4", "");
    expect_reply(p, "intercon sendcmd 'version' node02",
                 "a chain of nodes that call each other was cut\n");
    expect_reply(p, "light toggle >>node02", "{'con.node02.light': 'Starting'}\n");
    rig_wait_ms(r, 0);
    expect_reply(p, "task show con.node02.light",
                 "a chain of nodes that call each other was cut\n");
    assert_true(rig_logged(r, "[INTERCON] node02: a chain of nodes"));
    expect_reply(p, "light toggle", "ON\n");
    expect_reply(p, "why light", "light toggle: by node 127.0.0.1:50000, 0 s ago\n");
    p = rig_enter(r, LINK_LOOPBACK); // another session is not behind it
    (void)ask(p, "intercon sendcmd 'version' node02");
    expect_heard(p, "");
}

static void test_via_takes_a_name_and_a_number(void **state)
{
    static const char *const lines[] = { "via",
                                         "via node02",
                                         "via node02 0",
                                         "via node02 -1",
                                         "via node02 6",
                                         "via node02 x",
                                         "via 1",
                                         "via node02 1 2",
                                         "via node02 9999999999",
                                         "via node02 1 all",
                                         "via node02 1 admin now" };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_REMOTE); // before the password is set, too

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_reply(p, lines[i], "Invalid via cmd! Help: via <name> <nodes> <right>\n");
    expect_reply(p, "via node02 5", "");
}

static void test_hops_of_a_session_do_not_stick_to_the_node(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *q;

    expect_reply(p, "via node09 4", "");
    expect_reply(p, "version", NODE_VERSION "\n");
    assert_null(r->node.who);
    rig_set(r, "appwd", "opensesame");
    p->shell.talk.is_in = false;
    peer_say(p, "hello");
    assert_null(r->node.who);
    q = rig_enter(r, LINK_LOOPBACK);
    assert_int_equal(p->shell.who.hops, 4);
    assert_int_equal(q->shell.who.hops, 0);
}

static void expect_tag(const char *host, const char *target)
{
    char text[80];
    struct out o;

    out_init(&o, text, sizeof text);
    postfix_write_host(text_of(host), &o);
    if (strcmp(text, target))
        fail_msg("%s is called %s, not %s", host, text, target);
}

static void test_targets_are_called_by_the_end_of_an_address_or_the_begin_of_a_name(void **state)
{
    (void)state;
    expect_tag("node02", "node02");
    expect_tag("node02.local", "node02");
    expect_tag("node02.lan.example", "node02");
    expect_tag("10.0.1.61", "1.61");
    expect_tag("10.0.1.61:9010", "1.61");
    expect_tag("node02.local:9010", "node02");
    expect_tag("1.2", "");
    expect_tag("", "");
}

static void test_a_command_for_another_node_from_the_shell(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "light toggle >>node02.local");
    expect_heard(p, "{'con.node02.light': 'Starting'}\nnode01 $  ");
    expect_reply(p, "light toggle >>node02", "{'con.node02.light': 'Already running'}\n");
    play(r, "ON\nand more\nnode02 $  ");
    expect_heard(p, "");                                            // nothing by itself
    expect_reply(p, "task show con.node02.light", "ON and more\n"); // in one line
    expect_reply(p, "task show con.node02.*", "con.node02.light: ON and more\n");
    (void)ask(p, "light toggle >>10.0.1.61 >json");
    expect_heard(p, "{\"con.1.61.light\": \"Starting\"}\nnode01 $  ");
}

static void test_words_of_the_shell_go_to_the_other_node_too(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "task list >json >>node02");
    expect_heard(p, "{'con.node02.task': 'Starting'}\nnode01 $  ");
    greet(r, "node02 $  ");
    dialed_answer(r, line(r), "node02 $  ");
    dialed_answer(r, line(r), "node02 $  ");
    expect_said(line(r), "via node01 1 admin\noutcome on\ntask list >json\n");
    dialed_answer(r, line(r), "{\"active\": []}\nnode02 $  ");
    expect_reply(p, "task show con.node02.task", "{\"active\": []}\n");
    (void)ask(p, "cron next 3 >>node02");
    expect_heard(p, "{'con.node02.cron': 'Starting'}\nnode01 $  ");
    expect_answer(p, "conf", "[configure] node01 $  ");
    peer_say(p, "devfid >>node02"); // not in configure mode
    assert_null(strstr(p->heard.data, "Starting"));
}

static void test_a_failed_call_is_told_to_the_log_and_in_the_output(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)ask(p, "light toggle >>node02");
    tape_clear(&p->heard);
    dialed_open(r, line(r), ERR_NAME);
    expect_reply(p, "task show con.node02.light", "no such host\n");
    assert_true(rig_logged(r, "warn 0.000 [INTERCON] node02: no such host"));
}

static void boot_with(struct rig *r, const char *key, const char *commands)
{
    rig_set(r, key, commands);
    rig_reboot(r);
}

static void expect_call(struct rig *r, const char *said)
{
    rig_wait_ms(r, 0);
    assert_non_null(line(r)->call);
    assert_false(line(r)->is_over);
    greet(r, "node02 $  ");
    expect_said(line(r), "via node01 1 drive\n");
    dialed_answer(r, line(r), "node02 $  ");
    dialed_answer(r, line(r), "node02 $  ");
    expect_said(line(r), said);
    dialed_answer(r, line(r), "node02 $  ");
    assert_true(line(r)->is_over);
}

static void test_hooks_timer_calendar_and_pins_call_other_nodes(void **state)
{
    struct rig *r = *state;

    boot_with(r, "boothook", "light toggle >>node02");
    expect_call(r, "outcome on\nlight toggle\n");
    rig_set(r, "boothook", "n/a");
    rig_set(r, "timirq", "true");
    boot_with(r, "timirqcbf", "light rgb 1 2 3 >>node02");
    rig_wait_ms(r, 3000);
    expect_call(r, "outcome on\nlight rgb 1 2 3\n");
    rig_set(r, "timirq", "false");
    rig_set(r, "irq2", "true");
    boot_with(r, "irq2_cbf", "intercon sendcmd 'light toggle' 'node02'");
    assert_int_equal(hw_pin_drive(&r->sim.hw, 13, true), OK);
    rig_wait_ms(r, 0);
    expect_call(r, "outcome on\nlight toggle\n");
    rig_set(r, "cronsync", "false");
    rig_set(r, "cron", "true");
    rig_set(r, "crontasks", "*:*:*:0!switch toggle >>node02");
    rig_reboot(r);
    rig_wait_ms(r, (uint32_t)(60 - r->wall_s % 60) * 1000);
    expect_call(r, "outcome on\nswitch toggle\n");
}

static void test_a_board_that_cannot_call(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    r->port.call_pool = NULL;
    expect_reply(p, "intercon sendcmd 'v' node02", "not supported on this board\n");
    rig_reboot(r);
    p = rig_enter(r, LINK_LOOPBACK);
    r->port.dial = NULL;
    expect_reply(p, "intercon sendcmd 'v' node02", "not supported on this board\n");
    assert_string_equal(intercon_error(ERR_STORE), "the storage did not take it");
}

static int dial_badly(void *ctx, struct peer_call *call, const char *host, uint16_t port,
                      struct link **link)
{
    (void)ctx, (void)call, (void)host, (void)port, (void)link;
    return ERR_FULL;
}

static void test_a_port_that_cannot_dial_now(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    r->port.dial = dial_badly;
    for (unsigned i = 0; i < 2 * RIG_CALLS; i++)
        expect_reply(p, "intercon sendcmd 'v' node02",
                     "too many calls of other nodes at the same time\n");
    assert_int_equal(intercon_room.poll(&r->node), UINT32_MAX);
}

static void test_ids_that_are_none(void **state)
{
    const struct progress none = { .has_call = true, .memo = 77 };
    const struct principal who = principal_node(CALLER_BOOT, 0);
    struct rig *r = *state;
    struct text answer, some = text_of("x");

    for (unsigned id = 0; id <= 77; id += 77) {
        struct progress p = { .step = 1, .memo = id };
        assert_int_equal(intercon_ask(&r->node, &who, &p, some, some, &answer), ERR_IO);
    }
    intercon_room.give_up(&r->node, &none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_the_whole_conversation),
        RIG_TEST(test_a_peer_says_how_the_command_went),
        RIG_TEST(test_an_answer_as_json_is_json),
        RIG_TEST(test_bytes_come_in_any_pieces),
        RIG_TEST(test_nodes_of_each_generation_are_understood),
        RIG_TEST(test_a_node_that_enters_configure_mode_has_answered),
        RIG_TEST(test_a_prompt_inside_an_answer_is_none),
        RIG_TEST(test_the_password_is_given_when_it_is_asked_for),
        RIG_TEST(test_a_password_that_is_not_taken),
        RIG_TEST(test_the_password_of_an_address),
        RIG_TEST(test_a_node_that_can_is_asked_for_a_proof_and_gives_one),
        RIG_TEST(test_others_are_served_while_a_proof_is_computed),
        RIG_TEST(test_a_stranger_under_its_name_gets_no_password_and_no_command),
        RIG_TEST(test_no_password_goes_to_a_node_of_another_name),
        RIG_TEST(test_a_full_name_is_compared_too),
        RIG_TEST(test_a_busy_node),
        RIG_TEST(test_a_node_that_cannot_be_reached),
        RIG_TEST(test_silence_at_any_stage_ends_after_five_seconds),
        RIG_TEST(test_a_hang_up_at_any_stage),
        RIG_TEST(test_last_words_are_an_answer),
        RIG_TEST(test_a_long_answer_loses_its_middle),
        RIG_TEST(test_zeros_and_control_characters_are_not_passed_on),
        RIG_TEST(test_several_calls_at_once),
        RIG_TEST(test_room_is_free_again_when_nobody_comes_for_an_answer),
        RIG_TEST(test_what_cannot_be_a_host),
        RIG_TEST(test_a_port_of_its_own),
        RIG_TEST(test_a_chain_of_calls_is_cut),
        RIG_TEST(test_via_takes_a_name_and_a_number),
        RIG_TEST(test_hops_of_a_session_do_not_stick_to_the_node),
        TEST(test_targets_are_called_by_the_end_of_an_address_or_the_begin_of_a_name),
        RIG_TEST(test_a_command_for_another_node_from_the_shell),
        RIG_TEST(test_words_of_the_shell_go_to_the_other_node_too),
        RIG_TEST(test_a_failed_call_is_told_to_the_log_and_in_the_output),
        RIG_TEST(test_hooks_timer_calendar_and_pins_call_other_nodes),
        RIG_TEST(test_a_board_that_cannot_call),
        RIG_TEST(test_a_port_that_cannot_dial_now),
        RIG_TEST(test_ids_that_are_none),
    };

    return RUN(tests);
}
