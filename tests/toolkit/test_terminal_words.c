// What is typed and what is printed: words, near names, escapes, JSON, exit codes, secrets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
// cmocka needs the four above first.
#include "talk/shell.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/term.h"
#include "term/words.h"
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static void test_commands_are_split_at_the_separator_word_only(void **state)
{
    (void)state;
    struct words_list list = { 0 };
    words_split_commands("conf <a> dump<a>x <a>  noconf <a>", &list);
    assert_int_equal(list.n, 3);
    assert_string_equal(list.items[0], "conf");
    assert_string_equal(list.items[1], "dump<a>x");
    assert_string_equal(list.items[2], "noconf");
    words_free(&list);
    words_split_commands(" <a> ", &list);
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
    words_split("  a\tb \n", &list);
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

// Umlauts stay; what is cut in the middle, too long for its value or half of a pair is no
// character.
static void test_characters_that_are_whole_and_those_that_are_not(void **state)
{
    static const struct {
        const char *text, *shown, *json;
    } rows[] = {
        { "K\xc3\xbc"
          "che",
          "K\xc3\xbc"
          "che",
          "K\xc3\xbc"
          "che" },
        { "K\xc3", "K\\xc3", "K\xef\xbf\xbd" },
        { "\xe2\x82", "\\xe2\\x82", NULL },
        { "\xf0\x9d\x84\x9e", "\xf0\x9d\x84\x9e", "\xf0\x9d\x84\x9e" },
        { "\xf0\x9d\x84", "\\xf0\\x9d\\x84", NULL },
        { "\xed\xa0\xbd\xed\xb8\x80", "\\xed\\xa0\\xbd\\xed\\xb8\\x80", NULL },
        { "\xc0\xaf", "\\xc0\\xaf", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t len = strlen(rows[i].text);
        char *exact = malloc(len); // nothing is read behind it
        assert_non_null(exact);
        memcpy(exact, rows[i].text, len);
        char *safe = term_escape(exact, len, "");
        cJSON *json = json_text(exact, len);
        assert_string_equal(safe, rows[i].shown);
        const char *text = cJSON_GetStringValue(json);
        assert_non_null(text);
        if (rows[i].json)
            assert_string_equal(text, rows[i].json);
        else
            assert_non_null(strstr(text, "\xef\xbf\xbd"));
        cJSON_Delete(json);
        free(safe);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_characters_that_are_whole_and_those_that_are_not),
        cmocka_unit_test(test_commands_are_split_at_the_separator_word_only),
        cmocka_unit_test(test_words_are_joined_and_split_at_white_space),
        cmocka_unit_test(test_the_nearest_name_is_offered_and_far_ones_are_not),
        cmocka_unit_test(test_escaping_leaves_no_control_character),
        cmocka_unit_test(test_json_is_strict),
        cmocka_unit_test(test_exit_codes_of_several_devices_are_joined),
        cmocka_unit_test(test_lines_with_passwords_are_not_for_the_history),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
