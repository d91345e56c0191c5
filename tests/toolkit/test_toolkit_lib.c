// Unit tests of the toolkit's parsing: addresses, networks, words, help texts, hello, cache,
// escaping.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
// cmocka needs the four above first.
#include "device/address.h"
#include "device/cache.h"
#include "device/hello.h"
#include "device/network.h"
#include "talk/helptext.h"
#include "talk/shell.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/term.h"
#include "term/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static void test_addresses_are_read_with_and_without_ports(void **state)
{
    (void)state;
    struct address a;
    char text[300];
    assert_true(address_parse("10.0.1.7", &a));
    assert_int_equal(a.port, 0);
    assert_true(address_parse("10.0.1.7:9010", &a));
    assert_string_equal(a.host, "10.0.1.7");
    assert_int_equal(a.port, 9010);
    assert_true(address_parse("[fe80::1%eth0]:81", &a));
    assert_string_equal(a.host, "fe80::1%eth0");
    address_write(&a, text, sizeof text);
    assert_string_equal(text, "[fe80::1%eth0]:81");
    assert_true(address_parse("::1", &a));
    assert_true(address_is_numeric(&a));
    address_write(&a, text, sizeof text);
    assert_string_equal(text, "::1");
}

static void test_what_is_no_address_is_refused_and_leaves_the_result_alone(void **state)
{
    (void)state;
    static const char *const bad[] = { "",        "10.0.1.7:",    "10.0.1.7:0", "10.0.1.7:65536",
                                       "a b",     "[::1",         "[::1]x",     "host:9x",
                                       "\033[2J", "10.0.1.7:+80", "a/b" };
    struct address a = { .host = "kept" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(address_parse(bad[i], &a));
    assert_string_equal(a.host, "kept");
}

static void test_networks_have_the_hosts_that_cidr_says(void **state)
{
    (void)state;
    struct network n;
    char text[20];
    assert_true(network_parse("10.0.1.77/24", &n));
    assert_int_equal(network_size(&n), 254);
    network_write_host(network_host(&n, 0), text);
    assert_string_equal(text, "10.0.1.1");
    network_write_host(network_host(&n, 253), text);
    assert_string_equal(text, "10.0.1.254");
    network_write(&n, text);
    assert_string_equal(text, "10.0.1.0/24");
    assert_true(network_parse("10.0.1.4/31", &n));
    assert_int_equal(network_size(&n), 2);
    assert_true(network_parse("10.0.1.4", &n));
    assert_int_equal(network_size(&n), 1);
    network_write_host(network_host(&n, 0), text);
    assert_string_equal(text, "10.0.1.4");
    assert_true(network_parse("0.0.0.0/0", &n));
    assert_int_equal(network_size(&n), 0xfffffffeu);
}

static void test_what_is_no_network_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = { "",
                                       "10.0.1",
                                       "10.0.1.0/33",
                                       "10.0.1.0/",
                                       "10.0.1.0/-1",
                                       "10.0.1.0/ 8",
                                       "10.0.1.256/24",
                                       "::1/64",
                                       "10.0.1.0/8x" };
    struct network n;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(network_parse(bad[i], &n));
}

static void test_commands_are_split_at_the_separator_word_only(void **state)
{
    (void)state;
    struct words_list list = { 0 };
    assert_true(words_split_commands("conf <a> dump<a>x <a>  noconf <a>", &list));
    assert_int_equal(list.n, 3);
    assert_string_equal(list.items[0], "conf");
    assert_string_equal(list.items[1], "dump<a>x");
    assert_string_equal(list.items[2], "noconf");
    words_free(&list);
    assert_true(words_split_commands(" <a> ", &list));
    assert_int_equal(list.n, 0);
    words_free(&list);
}

static void test_words_are_joined_and_split_at_white_space(void **state)
{
    (void)state;
    char *words[] = { (char[]){ "light" }, (char[]){ "rgb" }, (char[]){ "r=0" } };
    char *text = words_join(words, 3);
    assert_string_equal(text, "light rgb r=0");
    free(text);
    text = words_join(words, 0);
    assert_string_equal(text, "");
    free(text);
    struct words_list list = { 0 };
    assert_true(words_split("  a\tb \n", &list));
    assert_int_equal(list.n, 2);
    words_free(&list);
}

static void test_the_nearest_name_is_offered_and_far_ones_are_not(void **state)
{
    (void)state;
    static const char *const names[] = { "kitchen", "slim01", "slim02", "airquality" };
    assert_string_equal(words_nearest("slm01", names, 4), "slim01");
    assert_string_equal(words_nearest("KITCHEN", names, 4), "kitchen");
    assert_string_equal(words_nearest("ktichen", names, 4), "kitchen");
    assert_string_equal(words_nearest("air", names, 4), "airquality");
    assert_null(words_nearest("garage", names, 4));
    assert_null(words_nearest("x", names, 4));
    assert_int_equal(words_distance("", "abc"), 3);
    assert_int_equal(words_distance("ab", "ba"), 1);
}

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

    assert_true(helptext_complete(help, line, strlen(line), configure, &words, &typed));
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
    assert_true(helptext_parse(&help, seed_help, sizeof seed_help - 1));
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
    assert_true(helptext_add_keys(&help, "  devfid    :        x\n", 23));
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
    assert_true(helptext_parse(&help, seed_help, sizeof seed_help - 1));
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
    assert_true(helptext_parse(&help, seed_help, sizeof seed_help - 1));
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
    assert_true(helptext_parse(&help, text, sizeof text - 1));
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
    assert_false(hello_parse("hello", 5, &hello));
    assert_false(hello_parse("hello:x:", 8, &hello));
    assert_false(hello_parse("", 0, &hello));
    assert_int_equal(hello_memfree("a\nGC MemFree[byte]: 4864\n", 25), 4864);
    assert_int_equal(hello_memfree("denied\n", 7), -1);
}

static void test_escaping_leaves_no_control_character(void **state)
{
    (void)state;
    const char hostile[] = "a\033[2J\x9b\xc2\x9b\xe2\x80\xae"
                           "ok\n\0b\xc3\xa9";
    char *safe = term_escape(hostile, sizeof hostile - 1, "\n");
    assert_string_equal(safe, "a\\x1b[2J\\x9b\\xc2\\x9b\\xe2\\x80\\xaeok\n\\x00b\xc3\xa9");
    free(safe);
}

static void test_json_is_strict(void **state)
{
    (void)state;
    assert_null(json_parse("{} x", 4, 100));
    assert_null(json_parse("{}", 2, 1));
    assert_null(json_parse("{'a': 1}", 8, 100));
    cJSON *value = json_parse(" {\"a\": 1} ", 10, 100);
    assert_non_null(value);
    cJSON_Delete(value);
}

static void test_exit_codes_of_several_devices_are_joined(void **state)
{
    (void)state;
    assert_int_equal(exits_add(-1, EXIT_TIMEOUT), EXIT_TIMEOUT);
    assert_int_equal(exits_add(EXIT_TIMEOUT, EXIT_TIMEOUT), EXIT_TIMEOUT);
    assert_int_equal(exits_add(EXIT_OK, EXIT_TIMEOUT), EXIT_PARTLY);
    assert_int_equal(exits_add(EXIT_PARTLY, EXIT_OK), EXIT_PARTLY);
    assert_int_equal(exits_add(EXIT_TIMEOUT, EXIT_REFUSED), EXIT_GENERIC);
}

static void test_lines_with_passwords_are_not_for_the_history(void **state)
{
    (void)state;
    assert_true(shell_is_secret("appwd Secret12"));
    assert_true(shell_is_secret("stapwd x"));
    assert_true(shell_is_secret("rgb off PWD=\"x\""));
    assert_false(shell_is_secret("system info"));
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void read_whole(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

static void test_a_new_cache_file_has_the_placeholders_in_the_old_form(void **state)
{
    char path[64], text[1024];
    struct cache cache;

    snprintf(path, sizeof path, "%s/new.json", (const char *)*state);
    assert_int_equal(cache_edit(&cache, path), 0);
    assert_non_null(cache_put(&cache, "0x1", "10.0.1.7", NULL, "kitchen"));
    assert_int_equal(cache_save(&cache), 0);
    cache_free(&cache);
    read_whole(path, text, sizeof text);
    assert_string_equal(text, "{\n"
                              "    \"__devuid__\": [\n"
                              "        \"192.168.4.1\",\n"
                              "        \"__dev_mac_addr__\",\n"
                              "        \"__device_on_AP__\"\n"
                              "    ],\n"
                              "    \"__localhost__\": [\n"
                              "        \"127.0.0.1\",\n"
                              "        \"__local_mac_addr__\",\n"
                              "        \"__simulator__\"\n"
                              "    ],\n"
                              "    \"0x1\": [\n"
                              "        \"10.0.1.7\",\n"
                              "        \"n/a\",\n"
                              "        \"kitchen\"\n"
                              "    ]\n"
                              "}\n");
}

static void test_an_entry_with_an_address_only_is_enough(void **state)
{
    char path[64];
    struct cache cache;

    snprintf(path, sizeof path, "%s/short.json", (const char *)*state);
    write_file(path, "{\"0x2\": [\"10.0.1.8\"]}");
    assert_int_equal(cache_load(&cache, path), 0);
    assert_int_equal(cache_count_real(&cache), 1);
    assert_string_equal(cache.items[0].name, "0x2");
    assert_int_equal(cache.n, 3);
    cache_free(&cache);
}

static void test_what_a_newer_toolkit_added_stays(void **state)
{
    char path[64], text[2048];
    struct cache cache;

    snprintf(path, sizeof path, "%s/newer.json", (const char *)*state);
    write_file(path, "{\"0x3\": [\"10.0.1.9\", \"n/a\", \"hall\", {\"port\": 9}, 7], "
                     "\"__groups__\": {\"up\": [\"0x3\"]}}");
    for (int round = 0; round < 2; round++) {
        assert_int_equal(cache_edit(&cache, path), 0);
        assert_int_equal(cache_count_real(&cache), 1);
        assert_non_null(cache_put(&cache, "0x3", "10.0.1.10", NULL, NULL));
        assert_int_equal(cache_save(&cache), 0);
        cache_free(&cache);
        read_whole(path, text, sizeof text);
        assert_non_null(strstr(text, "\"10.0.1.10\""));
        assert_non_null(strstr(text, "\"port\": 9"));
        assert_non_null(strstr(text, "        7\n    ]"));
        assert_non_null(strstr(text, "\"__groups__\": {"));
    }
}

static void test_a_known_mac_stays_when_a_new_one_is_not_known(void **state)
{
    (void)state;
    struct cache cache = { .lock = -1 };
    cache_put(&cache, "u", "1.2.3.4", "aa:bb:cc:dd:ee:ff", "old");
    cache_put(&cache, "u", "1.2.3.5", NULL, "new");
    assert_int_equal(cache.n, 1);
    assert_string_equal(cache.items[0].mac, "aa:bb:cc:dd:ee:ff");
    assert_string_equal(cache.items[0].ip, "1.2.3.5");
    cache_remove(&cache, 0);
    assert_int_equal(cache.n, 0);
    cache_free(&cache);
}

static int make_folder(void **state)
{
    *state = mkdtemp(strdup("/tmp/micros-test-XXXXXX"));
    return *state ? 0 : -1;
}

static int drop_folder(void **state)
{
    static const char *const names[] = { "new.json", "new.json.lock", "short.json" };
    char path[64];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", (const char *)*state, names[i]);
        unlink(path);
    }
    int err = rmdir(*state);
    free(*state);
    return err;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_are_read_with_and_without_ports),
        cmocka_unit_test(test_what_is_no_address_is_refused_and_leaves_the_result_alone),
        cmocka_unit_test(test_networks_have_the_hosts_that_cidr_says),
        cmocka_unit_test(test_what_is_no_network_is_refused),
        cmocka_unit_test(test_commands_are_split_at_the_separator_word_only),
        cmocka_unit_test(test_words_are_joined_and_split_at_white_space),
        cmocka_unit_test(test_the_nearest_name_is_offered_and_far_ones_are_not),
        cmocka_unit_test(test_completion_offers_what_the_node_helps_with),
        cmocka_unit_test(test_completion_offers_arguments_by_name),
        cmocka_unit_test(test_a_help_in_json_of_another_form_adds_nothing),
        cmocka_unit_test(test_help_of_later_products_is_read_too),
        cmocka_unit_test(test_hello_gives_name_and_uid_even_with_colons_in_the_name),
        cmocka_unit_test(test_escaping_leaves_no_control_character),
        cmocka_unit_test(test_json_is_strict),
        cmocka_unit_test(test_exit_codes_of_several_devices_are_joined),
        cmocka_unit_test(test_lines_with_passwords_are_not_for_the_history),
        cmocka_unit_test(test_a_new_cache_file_has_the_placeholders_in_the_old_form),
        cmocka_unit_test(test_an_entry_with_an_address_only_is_enough),
        cmocka_unit_test(test_what_a_newer_toolkit_added_stays),
        cmocka_unit_test(test_a_known_mac_stays_when_a_new_one_is_not_known),
    };

    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
