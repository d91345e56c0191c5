// What a node says of itself: its help, which completes what is typed, and its hello.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
// cmocka needs the four above first.
#include "device/hello.h"
#include "talk/helptext.h"
#include "term/words.h"
#include <cmocka.h>

static const char seed_help[] = "[MICROS]   - commands (SocketServer built-in)\n"
                                "   hello   - default hello msg\n"
                                "   version - shows version\n"
                                "[CONF] Configure mode:\n"
                                "  conf       - Enter conf mode\n"
                                "    dump       - Dump all data\n"
                                "    key value  - Set value\n"
                                "  noconf     - Exit conf mode\n"
                                "[EXEC] Command mode (LMs):\n"
                                "   system\n"
                                "         info\n"
                                "         heartbeat\n"
                                "   light\n"
                                "        rgb\n"
                                "[MORE] In configure mode, in addition:\n"
                                "    undo       - Back to earlier data\n";

static size_t complete(const struct helptext *help, const char *line, bool configure,
                       const char *first)
{
    struct words_list words = { 0 };
    size_t typed, n;

    helptext_complete(help, line, strlen(line), configure, &words, &typed);
    n = words.n;
    if (first)
        assert_string_equal(words.items[0], first);
    words_free(&words);
    return n;
}

static void test_completion_offers_what_the_node_helps_with(void **state)
{
    (void)state;
    struct helptext help = { 0 };
    helptext_parse(&help, seed_help, sizeof seed_help - 1);
    assert_int_equal(help.n_modules, 2);
    assert_int_equal(complete(&help, "he", false, "help"), 2);
    assert_int_equal(complete(&help, "hell", false, "hello"), 1);
    assert_int_equal(complete(&help, "sys", false, "system"), 1);
    assert_int_equal(complete(&help, "system ", false, "info"), 2);
    assert_int_equal(complete(&help, "system h", false, "heartbeat"), 1);
    assert_int_equal(complete(&help, "syst h", false, NULL), 0);
    assert_int_equal(complete(&help, "system info x", false, NULL), 0);
    assert_int_equal(complete(&help, "du", false, NULL), 0);
    assert_int_equal(complete(&help, "du", true, "dump"), 1);
    assert_int_equal(complete(&help, "un", true, "undo"), 1);
    assert_int_equal(complete(&help, "un", false, NULL), 0);
    helptext_add_keys(&help, "  devfid    :        x\n", 23);
    assert_int_equal(complete(&help, "dev", true, "devfid"), 1);
    helptext_free(&help);
}

static const char json_help[] =
    "{\"exec\": {\"light\": {\"verbs\": [{\"name\": \"rgb\", \"in\": [{\"name\": \"r\", \"kind\": "
    "\"int\"},"
    "{\"name\": \"red\"}, {\"name\": \"mode\", \"kind\": \"choice\", \"choices\": \"slow,fast\"}]},"
    "{\"name\": \"rgb_more\", \"in\": [{\"name\": \"on\", \"kind\": \"bool\"}]}]},"
    "\"unheard\": {\"verbs\": [{\"name\": \"x\", \"in\": [{\"name\": \"y\"}]}]}}}";

static void test_completion_offers_arguments_by_name(void **state)
{
    (void)state;
    struct helptext help = { 0 };
    helptext_parse(&help, seed_help, sizeof seed_help - 1);
    assert_true(helptext_add_arguments(&help, json_help, sizeof json_help - 1));
    assert_int_equal(complete(&help, "light rgb ", false, "r="), 3);
    assert_int_equal(complete(&help, "light rgb r", false, "r="), 2);
    assert_int_equal(complete(&help, "light rgb r=1 ", false, "red="), 2);
    assert_int_equal(complete(&help, "light rgb r=1 mode=", false, "mode=slow"), 2);
    assert_int_equal(complete(&help, "light rgb mode=f", false, "mode=fast"), 1);
    assert_int_equal(complete(&help, "light rgb r=", false, NULL), 0);
    assert_int_equal(complete(&help, "light rgb_more on=", false, "on=True"), 2);
    assert_int_equal(complete(&help, "light rgb_mor ", false, NULL), 0);
    assert_int_equal(complete(&help, "light rgb ", true, NULL), 0);
    helptext_free(&help);
}

static void test_a_help_in_json_of_another_form_adds_nothing(void **state)
{
    (void)state;
    // clang-format off
    static const char *const odd[] = {
        "",
        "SHELL: what?",
        "[]",
        "{\"exec\": 5}",
        "{\"exec\": {\"light\": 5}}",
        "{\"exec\": {\"light\": {\"verbs\": [5, {\"name\": 7, \"in\": [{}]}]}}}",
        "{\"exec\": {\"light\": {\"verbs\": [{\"name\": \"rgb\", \"in\": [{\"name\": \"a b\"}]}]}}}",
    };
    // clang-format on
    struct helptext help = { 0 };
    helptext_parse(&help, seed_help, sizeof seed_help - 1);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        helptext_add_arguments(&help, odd[i], strlen(odd[i]));
    assert_int_equal(complete(&help, "light rgb ", false, NULL), 0);
    helptext_free(&help);
}

static void test_help_of_later_products_is_read_too(void **state)
{
    (void)state;
    static const char text[] = "[CONF] Configure\n  configure|conf - enter\n"
                               "[EXEC] modules\n  &x - one shot\n  >json - json\n\n"
                               "  rgb\n     color\n     toggle,\n";
    struct helptext help = { 0 };
    helptext_parse(&help, text, sizeof text - 1);
    assert_int_equal(help.n_modules, 1);
    assert_int_equal(complete(&help, "rgb t", false, "toggle"), 1);
    assert_int_equal(complete(&help, "con", false, "configure"), 2);
    helptext_free(&help);
}

static void test_hello_gives_name_and_uid_even_with_colons_in_the_name(void **state)
{
    (void)state;
    struct micros_hello hello;
    const char *odd = "~~~ stream\nhello:a:b - c:0x500x2:dev\n";
    assert_true(hello_parse(odd, strlen(odd), &hello));
    assert_string_equal(hello.name, "a:b - c");
    assert_string_equal(hello.uid, "0x500x2");
    static const struct {
        const char *said, *name, *uid;
    } rows[] = {
        { "hello:node01:0x500x20x910x680xc0xf7\n", "node01", "0x500x20x910x680xc0xf7" },
        { "hello:node01:micr500291680cf7OS:dev\n", "node01", "micr500291680cf7OS" },
        { "hello:node02:micr500291680cf8OS:rel\r\n", "node02", "micr500291680cf8OS" },
        { "hello:node01:0x500x20x91:rel\nnode01 $ ", "node01", "0x500x20x91" },
        { "hello:a:b:micr01OS:later:kinds\n", "a:b", "micr01OS" },
        { "hello:kitchen:abc123:dev\n", "kitchen", "abc123" }, // by its place
        { "hello:kitchen:abc123\n", "kitchen", "abc123" },
        { "hello:micrOS:0x1\n", "micrOS", "0x1" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(hello_parse(rows[i].said, strlen(rows[i].said), &hello));
        assert_string_equal(hello.name, rows[i].name);
        assert_string_equal(hello.uid, rows[i].uid);
    }
    assert_false(hello_parse("hello", 5, &hello));
    assert_false(hello_parse("hello:x:", 8, &hello));
    assert_false(hello_parse("", 0, &hello));
    assert_int_equal(hello_memfree("a\nGC MemFree[byte]: 4864\n", 25), 4864);
    assert_int_equal(hello_memfree("denied\n", 7), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_completion_offers_what_the_node_helps_with),
        cmocka_unit_test(test_completion_offers_arguments_by_name),
        cmocka_unit_test(test_a_help_in_json_of_another_form_adds_nothing),
        cmocka_unit_test(test_help_of_later_products_is_read_too),
        cmocka_unit_test(test_hello_gives_name_and_uid_even_with_colons_in_the_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
