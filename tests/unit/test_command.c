// Built-in words, modes, hints, JSON: the one path of every command.
#include "command/command.h"
#include "mod/call.h"
#include "mod/help.h"
#include "test.h"

static void test_built_in_words_must_stand_alone(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "hello", "hello:node01:0x500x20x910x680xc0xf7\n");
    expect_reply(p, "  version  ", NODE_VERSION "\n");
    expect_reply(p, "Hello",
                 "Shell: for hints type help.\n"
                 "Shell: for LM exec: [1](LM)module [2]function [3...]optional params\nSHELL: did "
                 "you mean hello?\n");
    expect_reply(p, "version now",
                 "execute_LM_function LM_version->now: no module named 'LM_version'\n");
    expect_reply(p, "exit now", "execute_LM_function LM_exit->now: no module named 'LM_exit'\n");
    assert_false(p->is_over);
    expect_reply(p, "", "");
}

static void test_built_in_words_answer_in_json_on_request(void **state)
{
    static const struct {
        const char *line, *reply;
    } rows[] = {
        { "hello >json", "{\"devfid\": \"node01\", \"hwuid\": \"0x500x20x910x680xc0xf7\"}\n" },
        { "version >json", "{\"version\": \"" NODE_VERSION "\"}\n" },
        { "hlep >json", "{\"error\": \"unknown command\", \"nearest\": \"help\"}\n" },
        { "xylophone >json", "{\"error\": \"unknown command\"}\n" },
    };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[256];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(text, sizeof text, "%snode01 $  ", rows[i].reply);
        expect_answer(p, rows[i].line, text);
        assert_true(is_json(rows[i].reply));
    }
    expect_reply(p, ">json", "");
    expect_answer(p, "exit >json", "{\"result\": \"Bye!\"}\n");
    p = rig_enter(r, LINK_LOOPBACK);
    expect_answer(p, "reboot >json", "{\"result\": \"Reboot micrOS system.\\nBye!\"}\n");
    assert_int_equal(r->reboots, 1);
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "webrepl >json");
    assert_true(is_json(p->heard.data));
}

static void test_json_is_a_word_of_its_own(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "version>json",
                 "Shell: for hints type help.\n"
                 "Shell: for LM exec: [1](LM)module [2]function [3...]optional params\n");
    expect_reply(p, "system ifmode    >json  ", "{\"if_mode\": \"micros\"}\n");
    expect_reply(p, "system ifmode\t>json", "{\"if_mode\": \"micros\"}\n");
}

static void test_help_has_the_layout_clients_know(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[8192], extra[8192];
    static const char head[] = "[MICROS]   - commands (SocketServer built-in)\n"
                               "   hello   - default hello msg - identify device\n"
                               "   version - shows micrOS version\n"
                               "   exit    - exit from shell socket prompt\n"
                               "   reboot  - system safe reboot\n"
                               "   webrepl - start web repl for file transfers - update\n"
                               "[CONF] Configure mode (InterpreterShell built-in):\n"
                               "  conf       - Enter conf mode\n"
                               "    dump       - Dump all data\n"
                               "    key        - Get value\n"
                               "    key value  - Set value\n"
                               "  noconf     - Exit conf mode\n"
                               "[EXEC] Command mode (LMs):\n"
                               "   system\n"
                               "         info\n"
                               "         gcollect\n";

    peer_say(p, "help");
    peer_heard(p, text, sizeof text);
    assert_memory_equal(text, head, sizeof head - 1);
    assert_non_null(strstr(text,
                           "   light\n        rgb\n        toggle\n        rgb_cache_load_n_init\n"
                           "        RGB\n        RGB_deinit\n        RGB_toggle\n        help\n"));
    peer_say(p, "help all");
    assert_string_equal(peer_heard(p, extra, sizeof extra), text);
    expect_answer(p, "conf", "[configure] node01 $  ");
    peer_say(p, "help");
    peer_heard(p, extra, sizeof extra);
    assert_memory_equal(extra, text, strlen(text) - strlen("node01 $  "));
}

static void test_help_in_short_is_one_line_a_module(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char text[8192], extra[8192];

    peer_say(p, "help short");
    peer_heard(p, text, sizeof text);
    assert_non_null(strstr(text, "\n   webrepl - ")); // clients of the original look for it
    assert_non_null(strstr(text, "\n   light              - analog RGB lamp\n"));
    assert_non_null(strstr(text, "help light tells of one module"));
    assert_null(strstr(text, "   light\n"));
    expect_answer(p, "outcome on", "[ok] node01 $  "); // a program of today, and a person at it
    peer_say(p, "help");
    peer_heard(p, extra, sizeof extra);
    assert_memory_equal(extra, text, strlen(text) - strlen("node01 $  "));
    peer_say(p, "help all");
    assert_non_null(strstr(p->heard.data, "\n   light\n        rgb\n"));
}

static void test_help_of_one_thing(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *stranger;
    char text[4096];

    peer_say(p, "help dimmer");
    peer_heard(p, text, sizeof text);
    assert_memory_equal(text, "dimmer: PWM dimmed lamp\n    dimmer set_value value=<0-1000-10>",
                        58);
    assert_non_null(strstr(text, "        for example: dimmer set_value value=500 "));
    expect_reply(p, "help soctout",
                 "soctout: seconds without a command after which a session ends\n"
                 "    takes 1 to 86400; now 100, at first 100\n"
                 "    to set it: conf, then soctout VALUE\n");
    peer_say(p, "help appwd");
    assert_null(strstr(peer_heard(p, text, sizeof text), "ADmin123"));
    expect_reply(p, "help reboot", "reboot: system safe reboot\n");
    expect_reply(p, "help undo",
                 "undo: Back to the data of n generations ago (1); or one key alone\n"
                 "    to use it: conf, then undo\n");
    expect_reply(p, "help ligth",
                 "SHELL: no module, setting or word has this name; help all lists them\n"
                 "SHELL: did you mean light?\n");
    expect_reply(p, "help ligth >json",
                 "{\"error\": \"no such module, setting or word\", \"nearest\": \"light\"}\n");
    peer_say(p, "help soctout >json");
    assert_true(is_json(strtok(p->heard.data, "\n")));
    tape_clear(&p->heard);
    peer_say(p, "help light >json");
    assert_true(is_json(strtok(p->heard.data, "\n")));
    stranger = rig_enter(r, LINK_REMOTE); // who may only look is not told what is set
    peer_say(stranger, "help soctout");
    assert_null(strstr(stranger->heard.data, "now"));
}

// What the help shows as an example is a call that the module takes.
static void test_every_example_can_be_parsed(void **state)
{
    struct rig *r = *state;
    char line[256];

    for (unsigned i = 0; i < module_count; i++) {
        for (unsigned k = 0; k < modules[i]->n_verbs; k++) {
            const struct verb *v = &modules[i]->verbs[k];
            union value in[CFG_ARGS_MAX];
            struct fault fault = { 0 };
            struct call c = { .fault = &fault, .module = modules[i] };
            struct out o;
            out_init(&o, line, sizeof line);
            help_example(v, &o);
            struct call_text t = call_split(out_written(&o));
            if (call_parse(&c, v, &t, in))
                fail_msg("%s %.*s", modules[i]->name, (int)o.len, line);
        }
    }
    (void)r;
}

static void test_help_in_json_is_json_and_names_every_verb(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    peer_say(p, "help >json");
    p->heard.data[p->heard.len - strlen("node01 $  ")] = '\0';
    assert_true(is_json(p->heard.data));
    for (unsigned i = 0; i < module_count; i++) {
        char name[64];
        snprintf(name, sizeof name, "\"%s\": {\"help\"", modules[i]->name);
        assert_non_null(strstr(p->heard.data, name));
        for (unsigned k = 0; k < modules[i]->n_verbs; k++) {
            snprintf(name, sizeof name, "{\"name\": \"%s\", \"help\"", modules[i]->verbs[k].name);
            assert_non_null(strstr(p->heard.data, name));
        }
    }
}

static void test_both_spellings_of_the_modes_are_known_and_nothing_else(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_answer(p, "conf", "[configure] node01 $  ");
    expect_answer(p, "noconf", "node01 $  ");
    expect_answer(p, "configure", "[configure] node01 $  ");
    expect_answer(p, "conf", "[configure] node01 $  ");
    expect_answer(p, "noconfigure", "node01 $  ");
    expect_answer(p, "noconf", "node01 $  ");
    expect_answer(p, "conf whatever follows", "[configure] node01 $  ");
    expect_answer(p, "noconf whatever", "node01 $  ");
    expect_reply(p, "confusing",
                 "Shell: for hints type help.\n"
                 "Shell: for LM exec: [1](LM)module [2]function [3...]optional params\n");
}

static void test_configure_mode_is_each_session_s_own(void **state)
{
    struct rig *r = *state;
    struct peer *a = rig_enter(r, LINK_LOOPBACK), *b = rig_enter(r, LINK_LOOPBACK);

    expect_answer(a, "conf", "[configure] node01 $  ");
    expect_reply(b, "system ifmode", "if_mode: micros\n");
    expect_answer(a, "version", NODE_VERSION "\n[configure] node01 $  ");
}

static void test_reboot_ends_all_sessions_and_the_node_comes_back(void **state)
{
    struct rig *r = *state;
    struct peer *a = rig_enter(r, LINK_LOOPBACK), *b = rig_enter(r, LINK_LOOPBACK);

    expect_answer(a, "reboot", "Reboot micrOS system.\nBye!\n");
    expect_heard(b, "Bye!\n");
    assert_int_equal(r->reboots, 1);
    a = rig_open(r, LINK_LOOPBACK);
    expect_heard(a, "node01 $  ");
}

static void test_recovery_takes_only_what_repairs(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_answer(
        p, "webrepl",
        " Recovery mode for updates and repair (the original's web repl).\n"
        "  [!] micrOS socket shell will be available again after reboot.\n"
        "  Until then this shell takes: hello, version, help, conf, exit, reboot.\n Bye!\n");
    assert_true(p->is_over);
    p = rig_open(r, LINK_LOOPBACK);
    expect_heard(p, "[recovery] node01 $  ");
    expect_answer(p, "light toggle",
                  "SHELL: recovery mode takes hello, version, help, conf, exit, reboot\n[recovery] "
                  "node01 $  ");
    expect_answer(p, "light toggle >json", "{\"error\": \"recovery mode\"}\n[recovery] node01 $  ");
    expect_answer(p, "conf", "[recovery] [configure] node01 $  ");
    expect_answer(p, "devfid", "node01\n[recovery] [configure] node01 $  ");
    expect_answer(p, "reboot", "Reboot micrOS system.\nBye!\n");
    p = rig_open(r, LINK_LOOPBACK);
    expect_heard(p, "node01 $  ");
    expect_reply(p, "system ifmode", "if_mode: micros\n");
}

static void test_a_call_that_failed_is_logged_without_what_was_typed(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "mysecretword foo",
                 "execute_LM_function LM_mysecretword->foo: no module named 'LM_mysecretword'\n");
    assert_false(rig_logged(r, "mysecretword"));
    assert_true(rig_logged(r, "127.0.0.1:50000: the last command failed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_built_in_words_must_stand_alone),
        RIG_TEST(test_built_in_words_answer_in_json_on_request),
        RIG_TEST(test_json_is_a_word_of_its_own),
        RIG_TEST(test_help_has_the_layout_clients_know),
        RIG_TEST(test_help_in_short_is_one_line_a_module),
        RIG_TEST(test_help_of_one_thing),
        RIG_TEST(test_every_example_can_be_parsed),
        RIG_TEST(test_help_in_json_is_json_and_names_every_verb),
        RIG_TEST(test_both_spellings_of_the_modes_are_known_and_nothing_else),
        RIG_TEST(test_configure_mode_is_each_session_s_own),
        RIG_TEST(test_reboot_ends_all_sessions_and_the_node_comes_back),
        RIG_TEST(test_recovery_takes_only_what_repairs),
        RIG_TEST(test_a_call_that_failed_is_logged_without_what_was_typed),
    };

    return RUN(tests);
}
