// Background tasks: their start, their beat, their end, and what the shell says about them.
#include "probe.h"
#include "test.h"

extern const struct module mod_intercon, mod_light;
const struct module *const modules[] = { &mod_probe, &mod_light, &mod_intercon };
const unsigned module_count = 3;

static int start(void **state)
{
    (void)test_boot_rig(state);
    probe_use(*state);
    return 0;
}

static void set_queue(struct rig *r, const char *places)
{
    rig_set(r, "aioqueue", places);
}

#define TOP(free) "---- micrOS  top ----\n#queue: " free " #load: 0%\n\n#Active   #taskID\n"

static void test_a_task_runs_at_once_and_its_output_is_shown_later(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "task list", TOP("5") "Yes       server\n\n\n");
    expect_reply(p, "light toggle &", "{'light.toggle': 'Starting'}\n");
    expect_reply(p, "task list", TOP("4") "Yes       server\nYes       light.toggle\n\n\n");
    expect_reply(p, "task show light.toggle", "\n"); // not yet
    rig_wait_ms(r, 0);
    expect_reply(p, "task list", TOP("5") "Yes       server\n\nNo        light.toggle\n\n");
    expect_reply(p, "task show light.toggle", "ON\n");
    assert_true(r->sim.duty_permille[13] > 0);
}

static void test_the_list_in_json(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "task list >json", "{\"active\": [\"server\"], \"inactive\": []}\n");
    expect_reply(p, "probe note 'a' &", "{'probe.note': 'Starting'}\n");
    rig_wait_ms(r, 0);
    expect_reply(p, "probe fail &&", "{'probe.fail': 'Starting'}\n");
    expect_reply(p, "light toggle &1000", "{'light.toggle': 'Starting'}\n");
    peer_say(p, "task list >json");
    p->heard.data[p->heard.len - strlen("node01 $  ")] = '\0';
    assert_true(is_json(p->heard.data));
    assert_string_equal(p->heard.data,
                        "{\"active\": [\"server\", \"probe.fail\", \"light.toggle\"], "
                        "\"inactive\": [\"probe.note\"]}\n");
    tape_clear(&p->heard);
    expect_reply(p, "task kill probe.fail >json", "{\"probe.fail\": true}\n");
}

static void test_json_stands_before_the_mark_of_a_task(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "light toggle >json &", "{'light.toggle': 'Starting'}\n");
    rig_wait_ms(r, 0);
    expect_reply(p, "task show light.toggle", "\"ON\"\n");
    // Behind it, it is the start that is told in JSON.
    expect_reply(p, "probe long 3 & >json", "{\"probe.long\": \"Starting\"}\n");
    expect_reply(p, "probe long 3 & >json", "{\"probe.long\": \"Already running\"}\n");
    rig_wait_ms(r, 0);
    expect_reply(p, "task show probe.long", "xxx\n");
    expect_reply(p, "a\"b c\\d &1000 >json", "{\"a\\\"b.c\\\\d\": \"Starting\"}\n");
    expect_reply(p, "task list >json",
                 "{\"active\": [\"server\", \"a\\\"b.c\\\\d\"], \"inactive\": "
                 "[\"light.toggle\", \"probe.long\"]}\n");
    expect_reply(p, "task kill a\"b.* >json", "{\"a\\\"b.c\\\\d\": true}\n");
}

static void test_one_shots_wait_for_their_time(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe note 'later' &250", "{'probe.note': 'Starting'}\n");
    rig_wait_ms(r, 249);
    expect_notes("");
    rig_wait_ms(r, 1);
    expect_notes("later@250");
    rig_wait_ms(r, 10000);
    expect_notes("");
}

static void test_a_loop_keeps_its_beat(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe note 'a' &&500", "{'probe.note': 'Starting'}\n");
    rig_wait_ms(r, 1000);
    expect_notes("a@0 a@500 a@1000");
    expect_reply(p, "probe hold 130 &700", "{'probe.hold': 'Starting'}\n"); // until 1830
    rig_wait_ms(r, 2000);
    expect_notes("a@1500 a@2130 a@2500 a@3000");
    r->now_ms += 1700; // held by something else: what was missed is not made up for
    rig_wait_ms(r, 1000);
    expect_reply(p, "task kill probe.note", "Kill: probe.note|True\n");
    expect_notes("a@4830 a@5000 a@5500");
}

static void test_a_loop_does_not_drift(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    r->now_ms = UINT32_MAX - 5000; // over the wrap of the clock too
    expect_reply(p, "probe note 'a' &&33", "{'probe.note': 'Starting'}\n");
    uint64_t begin = r->now_ms;
    for (unsigned i = 0; i < 20000; i++) {
        r->now_ms += i % 7;
        rig_wait_ms(r, 10 - i % 7);
    }
    assert_int_equal(r->now_ms - begin, 200000);
    assert_int_equal(probe_runs(), 200000 / 33 + 1);
}

static void test_no_loop_is_faster_than_twenty_milliseconds(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe note 'a' &&1", "{'probe.note': 'Starting'}\n");
    rig_wait_ms(r, 60);
    expect_notes("a@0 a@20 a@40 a@60");
    expect_reply(p, "task kill probe.note", "Kill: probe.note|True\n");
    expect_reply(p, "probe note 'b' &&", "{'probe.note': 'Starting'}\n");
    rig_wait_ms(r, 20);
    expect_notes("b@60 b@80");
    expect_reply(p, "task kill *", "No task found: *\n");
    expect_reply(p, "task kill .*", "No task found: .*\n");
    expect_reply(p, "task kill probe.*", "Kill: probe.note|True\n");
}

static void test_the_same_task_runs_once(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe note 'a' &1000", "{'probe.note': 'Starting'}\n");
    expect_reply(p, "probe note 'b' &", "{'probe.note': 'Already running'}\n");
    expect_reply(p, "probe note('c') &", "{'probe.note': 'Already running'}\n");
    rig_wait_ms(r, 1000);
    expect_notes("a@1000");
    expect_reply(p, "probe note 'b' &",
                 "{'probe.note': 'Starting'}\n"); // in the place of the first
    rig_wait_ms(r, 0);
    expect_reply(p, "task list >json",
                 "{\"active\": [\"server\"], \"inactive\": [\"probe.note\"]}\n");
}

static void test_aioqueue_limits_the_tasks_that_run(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    set_queue(r, "2");
    expect_reply(p, "probe note 'a' &1000", "{'probe.note': 'Starting'}\n");
    expect_reply(p, "probe say 'a' &1000", "{'probe.say': 'Starting'}\n");
    expect_reply(p, "probe fail &", "{'probe.fail': '[aio] Task queue full: 2'}\n");
    set_queue(r, "1"); // those that run go on
    expect_reply(p, "task list",
                 TOP("0") "Yes       server\nYes       probe.note\nYes       probe.say\n\n\n");
    expect_reply(p, "probe fail &", "{'probe.fail': '[aio] Task queue full: 1'}\n");
    rig_wait_ms(r, 1000);
    expect_reply(p, "probe fail &", "{'probe.fail': 'Starting'}\n");
}

static void test_the_port_s_pool_limits_them_too(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    set_queue(r, "64");
    assert_int_equal(RIG_TASKS, 6);
    expect_reply(p, "probe note 'a' &1000", "{'probe.note': 'Starting'}\n");
    expect_reply(p, "probe say 'a' &1000", "{'probe.say': 'Starting'}\n");
    expect_reply(p, "probe long 1 &1000", "{'probe.long': 'Starting'}\n");
    expect_reply(p, "probe fail &1000", "{'probe.fail': 'Starting'}\n");
    expect_reply(p, "probe hold 0 &1000", "{'probe.hold': 'Starting'}\n");
    expect_reply(p, "light toggle &1000", "{'light.toggle': 'Starting'}\n");
    expect_reply(p, "light toggle &", "{'light.toggle': 'Already running'}\n"); // the last place
    expect_reply(p, "probe wait 1 &", "{'probe.wait': '[aio] Task queue full: 6'}\n");
    rig_wait_ms(r, 1000);
    expect_reply(p, "probe wait 1 &", "{'probe.wait': 'Starting'}\n"); // the first to end made room
    expect_reply(p, "task show probe.note", "No task found: probe.note\n");
    rig_wait_ms(r, 10);
    expect_reply(p, "light rgb &", "{'light.rgb': 'Starting'}\n");
    expect_reply(p, "task show probe.say", "No task found: probe.say\n");
    expect_reply(p, "task show probe.wait", "waited 1\n");
}

static void test_a_board_without_tasks_says_so(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    r->port.task_pool = NULL;
    expect_reply(p, "light toggle &", "{'light.toggle': '[aio] this board has no tasks'}\n");
    expect_reply(p, "task list", TOP("0") "Yes       server\n\n\n");
    expect_reply(p, "task show light.toggle", "No task found: light.toggle\n");
    expect_reply(p, "task kill light.toggle", "No task found: light.toggle\n");
}

static void test_groups_are_shown_and_killed_together(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe say 'one' &&100", "{'probe.say': 'Starting'}\n");
    expect_reply(p, "probe long 3 &&100", "{'probe.long': 'Starting'}\n");
    expect_reply(p, "light toggle &", "{'light.toggle': 'Starting'}\n");
    rig_wait_ms(r, 0);
    expect_reply(p, "task show probe.*", "probe.say: one\nprobe.long: xxx\n");
    expect_reply(p, "task kill probe.*", "Kill: probe.say|True, probe.long|True\n");
    expect_reply(p, "task kill probe.*", "No task found: probe.*\n"); // they have ended
    expect_reply(p, "task kill light.toggle", "No task found: light.toggle\n");
    expect_reply(p, "task show probe.*", "probe.say: one\nprobe.long: xxx\n"); // and are listed
    expect_reply(p, "task kill prob.*", "No task found: prob.*\n");
}

static void test_what_is_no_command_of_tasks(void **state)
{
    static const char *const lines[] = { "task",      "task lst",       "task list x", "task show",
                                         "task kill", "task list list", "task list &" };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_reply(p, lines[i],
                     "Invalid task cmd! Help: task list / kill <taskID> / show <taskID>\n");
    expect_reply(p, "task show nosuch", "No task found: nosuch\n");
    expect_reply(p, "task kill server", "No task found: server\n");
    expect_reply(p, "task show light.toggle extra", "No task found: light.toggle extra\n");
}

static void test_what_is_no_task(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "light &",
                 "SHELL: a task is [1](LM)module [2]function [3...]optional params\n");
    expect_reply(p, "nolm nothing &", "{'nolm.nothing': 'Starting'}\n");
    rig_wait_ms(r, 0);
    expect_reply(p, "task show nolm.nothing",
                 "execute_LM_function LM_nolm->nothing: no module named 'LM_nolm'\n");
    expect_reply(p, "light toggle & &", "{'light.toggle': 'Starting'}\n"); // not twice
    rig_wait_ms(r, 0);
    expect_reply(p, "task show light.toggle",
                 "execute_LM_function LM_light->toggle: state: '&' is not accepted; on or off\n");
    expect_reply(p, "task list & &",
                 "Invalid task cmd! Help: task list / kill <taskID> / "
                 "show <taskID>\n");
}

static void test_a_command_that_is_too_long_is_refused(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char line[400];

    memset(line, 'x', sizeof line);
    memcpy(line, "probe note '", 12);
    memcpy(line + CFG_TASK_LINE - 1, "' &", 4);
    expect_reply(p, line, "{'probe.note': 'Starting'}\n"); // just as long as may be
    line[CFG_TASK_LINE - 1] = 'x';
    memcpy(line + CFG_TASK_LINE, "' &", 4);
    expect_reply(p, line, "{'probe.note': '[aio] the command is too long for a task'}\n");
    line[20] = '\0';
    strcat(line, "' &");
    rig_wait_ms(r, 0);
    expect_reply(p, line, "{'probe.note': 'Starting'}\n");
}

static void test_output_beyond_the_buffer_is_cut_between_characters(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char line[300], text[CFG_TASK_OUTPUT + 32];

    expect_reply(p, "probe long 600 &", "{'probe.long': 'Starting'}\n");
    rig_wait_ms(r, 0);
    peer_say(p, "task show probe.long");
    peer_heard(p, text, sizeof text);
    assert_int_equal(strspn(text, "x"), CFG_TASK_OUTPUT - 1);
    // Of two bytes each, beginning at an odd place, in JSON with its quote: cut in the middle.
    strcpy(line, "probe say '");
    for (int i = 0; i < 110; i++)
        strcat(line, "\xc3\xa9");
    strcat(line, "' &");
    for (unsigned i = 0; i < 2; i++) {
        assert_true(text_is_utf8(text_of(line)));
        expect_reply(p, line, "{'probe.say': 'Starting'}\n");
        r->tasks[0].output_len = 0;
        rig_wait_ms(r, 0);
        peer_say(p, "task show probe.say");
        peer_heard(p, text, sizeof text);
        assert_true(text_is_utf8(text_of(text)));
        memmove(line + 12, line + 11, strlen(line + 11) + 1); // one more letter before them
        line[11] = 'x';
    }
}

// A verb that answers in many pieces.
static void test_output_is_utf8_wherever_it_is_cut(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char line[600], text[CFG_TASK_OUTPUT + 64];

    rig_set(r, "devfid", "node01");
    for (unsigned extra = 0; extra < 3; extra++) {
        snprintf(line, sizeof line, "intercon sendcmd 'say%.*s' host='node02' &", (int)extra,
                 "xxx");
        peer_say(p, line);
        rig_wait_ms(r, 0);
        struct dialed *d = &r->dials[0];
        dialed_open(r, d, OK);
        for (int i = 0; i < 3; i++)
            dialed_answer(r, d, "node02 $  ");
        dialed_answer(r, d, extra == 2 ? "xx" : extra ? "x" : "");
        for (int i = 0; i < 200; i++)
            dialed_answer(r, d, "\xe2\x82\xac");
        dialed_answer(r, d, "\nnode02 $  ");
        tape_clear(&p->heard);
        peer_say(p, "task show intercon.sendcmd");
        peer_heard(p, text, sizeof text);
        assert_true(strlen(text) > CFG_TASK_OUTPUT - 10);
        assert_true(text_is_utf8(text_of(text)));
    }
}

static void test_arguments_with_escapes_stay_what_they_were(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe note 'a\\\\n\\'b' &&100", "{'probe.note': 'Starting'}\n");
    rig_wait_ms(r, 300);
    expect_notes("a\\n'b@0 a\\n'b@100 a\\n'b@200 a\\n'b@300");
}

static void test_a_verb_that_waits_is_a_task_for_as_long(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe wait 100 2 &", "{'probe.wait': 'Starting'}\n");
    rig_wait_ms(r, 150);
    expect_notes("step0@0 step1@100");
    expect_reply(p, "task list >json",
                 "{\"active\": [\"server\", \"probe.wait\"], \"inactive\": []}\n");
    rig_wait_ms(r, 50);
    expect_notes("step2@200");
    expect_reply(p, "task show probe.wait", "waited 2\n");
}

static void test_a_loop_of_a_verb_that_waits_keeps_its_beat(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe wait 70 &&200", "{'probe.wait': 'Starting'}\n");
    rig_wait_ms(r, 500);
    expect_notes("step0@0 step1@70 step0@200 step1@270 step0@400 step1@470");
    expect_reply(p, "task kill probe.wait", "Kill: probe.wait|True\n");
    expect_reply(p, "probe wait 250 &&200", "{'probe.wait': 'Starting'}\n"); // longer than its beat
    rig_wait_ms(r, 900);
    expect_notes("step0@500 step1@750 step0@900 step1@1150 step0@1300");
}

static void play_peer(struct rig *r, struct dialed *d, const char *answer)
{
    dialed_open(r, d, OK);
    for (int i = 0; i < 3; i++)
        dialed_answer(r, d, "node02 $  ");
    dialed_answer(r, d, answer);
    dialed_answer(r, d, "node02 $  ");
}

static void test_a_loop_on_another_node_keeps_its_beat(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct dialed *d = &r->dials[0];

    expect_reply(p, "light toggle &&1000 >>node02", "{'con.node02.light': 'Starting'}\n");
    for (unsigned i = 0; i < 3; i++) {
        rig_wait_ms(r, 0);
        assert_non_null(d->call);
        assert_false(d->is_over);
        rig_wait_ms(r, 130); // the other node is slow
        play_peer(r, d, "ON\n");
        assert_true(d->is_over);
        rig_wait_ms(r, 869);
        assert_true(d->is_over);
        rig_wait_ms(r, 1);
    }
    assert_int_equal(r->node.late_max_ms, 0); // an answer before its time is not late
    assert_int_equal(r->node.load_permille, 0);
    expect_reply(p, "task kill con.node02.light", "Kill: con.node02.light|True\n");
}

static void test_killing_a_task_hangs_up_its_call(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct dialed *d = &r->dials[0];

    expect_reply(p, "light toggle >>node02", "{'con.node02.light': 'Starting'}\n");
    rig_wait_ms(r, 0);
    dialed_open(r, d, OK);
    expect_reply(p, "task kill con.node02.*", "Kill: con.node02.light|True\n");
    assert_true(d->is_over);
    rig_wait_ms(r, 20000);
    expect_reply(p, "light toggle >>node02", "{'con.node02.light': 'Starting'}\n");
    rig_wait_ms(r, 0);
    assert_false(d->is_over);
}

static void test_who_gives_up_a_call_of_a_module_gives_it_back(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *other;

    for (unsigned i = 0; i <= RIG_CALLS; i++) { // killed
        expect_reply(p, "intercon sendcmd 'version' node02 &",
                     "{'intercon.sendcmd': 'Starting'}\n");
        rig_wait_ms(r, 0);
        dialed_open(r, &r->dials[0], OK);
        expect_reply(p, "task kill intercon.sendcmd", "Kill: intercon.sendcmd|True\n");
        assert_true(r->dials[0].is_over);
    }
    for (unsigned i = 0; i <= RIG_CALLS; i++) { // whose session is closed
        other = rig_enter(r, LINK_LOOPBACK);
        peer_say(other, "intercon sendcmd 'version' node02");
        rig_wait_ms(r, 0);
        dialed_open(r, &r->dials[0], OK);
        peer_close(other);
        assert_true(r->dials[0].is_over);
    }
    peer_say(p, "intercon sendcmd 'hello' node02");
    rig_wait_ms(r, 0);
    play_peer(r, &r->dials[0], "hello:node02:1234\n");
    expect_heard(p, "['hello:node02:1234']\nnode01 $  ");
}

static void test_tasks_are_gone_after_a_reboot(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe note 'a' &&100", "{'probe.note': 'Starting'}\n");
    rig_reboot(r);
    rig_wait_ms(r, 1000);
    expect_notes("");
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "task list", TOP("5") "Yes       server\n\n\n");
}

static void test_the_server_is_a_task_that_shows_its_sessions(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "task show server", "127.0.0.1:50000\n");
    (void)rig_enter(r, LINK_REMOTE);
    expect_reply(p, "task show server", "10.0.1.61:64900,127.0.0.1:50000\n");
}

static void test_a_task_that_failed_is_told_in_the_log_only(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "probe fail &", "{'probe.fail': 'Starting'}\n");
    rig_wait_ms(r, 0);
    expect_heard(p, "");
    assert_true(rig_logged(r, "LM_probe->fail: device did not answer"));
    expect_reply(p, "task show probe.fail",
                 "execute_LM_function LM_probe->fail: device did not answer\n");
}

// What the node does by itself, with a verb that takes time.
static void test_a_verb_that_waits_is_adopted(void **state)
{
    struct rig *r = *state;
    struct peer *p;

    rig_set(r, "boothook", "probe wait 100; probe note 'next'");
    rig_set(r, "timirq", "true");
    rig_set(r, "timirqseq", "1000");
    rig_set(r, "timirqcbf", "probe wait 300 >json");
    rig_reboot(r);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "task list >json",
                 "{\"active\": [\"server\", \"probe.wait\"], \"inactive\": []}\n");
    rig_wait_ms(r, 1300);
    expect_notes("step0@0 next@0 step1@100 step0@1000 step1@1300");
    peer_say(p, "task show probe.wait");
    assert_non_null(strstr(p->heard.data, "waited 1\n\"waited 1\"\n"));
}

static void test_without_room_it_is_told(void **state)
{
    struct rig *r = *state;
    struct principal cron = principal_node(CALLER_CRON, 1);
    char text[64];
    struct out o;

    set_queue(r, "1");
    out_init(&o, text, sizeof text);
    assert_true(command_self(&r->node, cron, text_of("probe wait 1000"), &o));
    assert_false(command_self(&r->node, cron, text_of("probe wait 2000"), &o));
    assert_true(rig_logged(r, "[EXEC-ERROR] probe wait 2000: it takes time, and there is no room "
                              "for a task"));
    assert_false(command_self(&r->node, cron, text_of("probe note 'a' &"), &o));
}

#define TASK_TEST(f) cmocka_unit_test_setup_teardown(f, start, test_free_rig)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TASK_TEST(test_a_task_runs_at_once_and_its_output_is_shown_later),
        TASK_TEST(test_the_list_in_json),
        TASK_TEST(test_json_stands_before_the_mark_of_a_task),
        TASK_TEST(test_one_shots_wait_for_their_time),
        TASK_TEST(test_a_loop_keeps_its_beat),
        TASK_TEST(test_a_loop_does_not_drift),
        TASK_TEST(test_no_loop_is_faster_than_twenty_milliseconds),
        TASK_TEST(test_the_same_task_runs_once),
        TASK_TEST(test_aioqueue_limits_the_tasks_that_run),
        TASK_TEST(test_the_port_s_pool_limits_them_too),
        TASK_TEST(test_a_board_without_tasks_says_so),
        TASK_TEST(test_groups_are_shown_and_killed_together),
        TASK_TEST(test_what_is_no_command_of_tasks),
        TASK_TEST(test_what_is_no_task),
        TASK_TEST(test_a_command_that_is_too_long_is_refused),
        TASK_TEST(test_output_beyond_the_buffer_is_cut_between_characters),
        TASK_TEST(test_output_is_utf8_wherever_it_is_cut),
        TASK_TEST(test_arguments_with_escapes_stay_what_they_were),
        TASK_TEST(test_a_verb_that_waits_is_a_task_for_as_long),
        TASK_TEST(test_a_loop_of_a_verb_that_waits_keeps_its_beat),
        TASK_TEST(test_a_loop_on_another_node_keeps_its_beat),
        TASK_TEST(test_killing_a_task_hangs_up_its_call),
        TASK_TEST(test_who_gives_up_a_call_of_a_module_gives_it_back),
        TASK_TEST(test_tasks_are_gone_after_a_reboot),
        TASK_TEST(test_the_server_is_a_task_that_shows_its_sessions),
        TASK_TEST(test_a_task_that_failed_is_told_in_the_log_only),
        TASK_TEST(test_a_verb_that_waits_is_adopted),
        TASK_TEST(test_without_room_it_is_told),
    };

    return RUN(tests);
}
