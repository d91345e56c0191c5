// The grammar of literals: what is accepted, what is refused and how, and that nothing is
// evaluated.
#include "base/err.h"
#include "base/literal.h"
#include "test.h"

static int parse(const char *text, struct literal *l, char copy[128])
{
    assert_true(strlen(text) < 128);
    strcpy(copy, text);
    return literal_parse(text_of(copy), l);
}

static void test_each_kind_of_literal_is_read(void **state)
{
    static const struct {
        const char *typed;
        enum literal_kind kind;
        int64_t i;
    } rows[] = {
        { "None", LIT_NONE, 0 },
        { "True", LIT_BOOL, 1 },
        { "False", LIT_BOOL, 0 },
        { "0", LIT_INT, 0 },
        { "42", LIT_INT, 42 },
        { "+42", LIT_INT, 42 },
        { "-7", LIT_INT, -7 },
        { " \t-7 \r\n", LIT_INT, -7 },
        { "007", LIT_INT, 7 },
        { "2147483647", LIT_INT, INT32_MAX },
        { "-2147483648", LIT_INT, INT32_MIN },
        { "0x1f", LIT_INT, 31 },
        { "0XAf", LIT_INT, 0xaf },
        { "-0x10", LIT_INT, -16 },
        { "+0x10", LIT_INT, 16 },
        { "0x7fffffff", LIT_INT, INT32_MAX },
        { "-0x80000000", LIT_INT, INT32_MIN },
        { "2147483648", LIT_INT, 2147483648 },
        { "9223372036854775807", LIT_INT, INT64_MAX },
        { "-9223372036854775808", LIT_INT, INT64_MIN },
        { "0x7fffffffffffffff", LIT_INT, INT64_MAX },
        { "-0x8000000000000000", LIT_INT, INT64_MIN },
        { "3e9", LIT_FLOAT, 0 },
        { "1.5", LIT_FLOAT, 0 },
        { ".5", LIT_FLOAT, 0 },
        { "5.", LIT_FLOAT, 0 },
        { "-.5", LIT_FLOAT, 0 },
        { "2e3", LIT_FLOAT, 0 },
        { "2E-3", LIT_FLOAT, 0 },
        { "1.5e+2", LIT_FLOAT, 0 },
        { "[]", LIT_LIST, 0 },
        { "()", LIT_LIST, 0 },
        { "[1, 'a', None]", LIT_LIST, 0 },
        { "(1,)", LIT_LIST, 0 },
        { "[1,]", LIT_LIST, 0 },
        { "[[1], (2, [3, 'x,]'])]", LIT_LIST, 0 },
        { "['it\\'s', \"a\\\"b\"]", LIT_LIST, 0 },
        { "[ ]", LIT_LIST, 0 },
    };
    char copy[128];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct literal l = { LIT_TEXT, 99, { NULL, 0 } };
        if (parse(rows[i].typed, &l, copy) || l.kind != rows[i].kind || l.i != rows[i].i)
            fail_msg("%s: kind %d, value %d", rows[i].typed, l.kind, (int)l.i);
    }
}

static void test_text_is_read_with_its_escapes(void **state)
{
    static const struct {
        const char *typed, *text;
    } rows[] = {
        { "''", "" },
        { "\"\"", "" },
        { "'hi there'", "hi there" },
        { "\"it's\"", "it's" },
        { "'say \"hi\"'", "say \"hi\"" },
        { "'a\\nb\\tc\\rd'", "a\nb\tc\rd" },
        { "'\\\\ \\' \\\"'", "\\ ' \"" },
        { "'caf\xc3\xa9'", "caf\xc3\xa9" },
        { "  'x'  ", "x" },
    };
    struct literal l;
    char copy[128];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(parse(rows[i].typed, &l, copy), OK);
        assert_int_equal(l.kind, LIT_TEXT);
        expect_text(l.text, rows[i].text);
    }
}

static void test_what_is_no_literal_is_refused_with_its_reason(void **state)
{
    static const struct {
        const char *typed;
        int err;
    } rows[] = {
        { "", ERR_SYNTAX },
        { "   ", ERR_SYNTAX },
        { "hello", ERR_NAME },
        { "_x9", ERR_NAME },
        { "true", ERR_NAME },
        { "NONE", ERR_NAME },
        { "a.b", ERR_SYNTAX },
        { "a b", ERR_SYNTAX },
        { "1+1", ERR_SYNTAX },
        { "__import__('sys')", ERR_SYNTAX },
        { "'a' 'b'", ERR_SYNTAX },
        { "'a", ERR_SYNTAX },
        { "'a\"", ERR_SYNTAX },
        { "'", ERR_SYNTAX },
        { "'a\\'", ERR_SYNTAX },
        { "'a\\", ERR_SYNTAX },
        { "'\\x41'", ERR_SYNTAX },
        { "'\\0'", ERR_SYNTAX },
        { "-", ERR_SYNTAX },
        { "+", ERR_SYNTAX },
        { ".", ERR_SYNTAX },
        { "-.", ERR_SYNTAX },
        { "--1", ERR_SYNTAX },
        { "1.2.3", ERR_SYNTAX },
        { "1e", ERR_SYNTAX },
        { "1e+", ERR_SYNTAX },
        { "1e100", ERR_SYNTAX },
        { "1e-100", ERR_SYNTAX },
        { "1x", ERR_SYNTAX },
        { "0x", ERR_SYNTAX },
        { "0xg", ERR_SYNTAX },
        { "0x@", ERR_SYNTAX },
        { "9223372036854775808", ERR_RANGE },
        { "-9223372036854775809", ERR_RANGE },
        { "99999999999999999999999999", ERR_RANGE },
        { "0x8000000000000000", ERR_RANGE },
        { "-0x8000000000000001", ERR_RANGE },
        { "0x10000000000000000", ERR_RANGE },
        { "0xffffffffffffffffffff", ERR_RANGE },
        { "1e19", ERR_RANGE },
        { "[", ERR_SYNTAX },
        { "(", ERR_SYNTAX },
        { "[1", ERR_SYNTAX },
        { "[1)", ERR_SYNTAX },
        { "(1]", ERR_SYNTAX },
        { "[,]", ERR_SYNTAX },
        { "[1,,2]", ERR_SYNTAX },
        { "[1 2]", ERR_SYNTAX },
        { "[x]", ERR_NAME },
        { "[f(1)]", ERR_SYNTAX },
        { "[1]]", ERR_SYNTAX },
        { "[1],[2]", ERR_SYNTAX },
        { "['a]", ERR_SYNTAX },
        { "['a\\]", ERR_SYNTAX },
        { "[1, 'a]", ERR_SYNTAX },
        { "['a'b]", ERR_SYNTAX },
        { "[[[[[1]]]]]", ERR_SYNTAX },
        { "[99999999999999999999]", ERR_RANGE },
    };
    char copy[128];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct literal l;
        int err = parse(rows[i].typed, &l, copy);
        if (err != rows[i].err)
            fail_msg("%s: %d (%s), expected %d", rows[i].typed, err, err_text(err), rows[i].err);
    }
}

static void test_four_brackets_may_be_nested_and_no_more(void **state)
{
    struct literal l;
    char copy[128];

    (void)state;
    assert_int_equal(parse("[[[[1]]]]", &l, copy), OK);
    assert_int_equal(parse("[[[[[1]]]]]", &l, copy), ERR_SYNTAX);
}

static void test_fixed_point_numbers_are_scaled_and_cut(void **state)
{
    static const struct {
        const char *typed;
        uint8_t decimals;
        int err;
        int32_t value;
    } rows[] = {
        { "1.5", 0, OK, 1 },
        { "1.5", 1, OK, 15 },
        { "1.5", 3, OK, 1500 },
        { "-1.59", 1, OK, -15 },
        { "2e3", 0, OK, 2000 },
        { "2e-3", 3, OK, 2 },
        { "2e-3", 2, OK, 0 },
        { "7", 2, OK, 700 },
        { "+7", 2, OK, 700 },
        { "0e99", 9, OK, 0 },
        { "0.000000000000000000000001e24", 0, OK, 1 },
        { "1.23456789012345678901234567890", 2, OK, 123 },
        { "123456789012345678901234567890", 0, ERR_RANGE, 0 },
        { "123456789012345678901234567890e-25", 0, OK, 12345 },
        { "21474836.47", 2, OK, INT32_MAX },
        { "21474836.48", 2, ERR_RANGE, 0 },
        { "-21474836.48", 2, OK, INT32_MIN },
        { "-21474836.49", 2, ERR_RANGE, 0 },
        { "1e10", 0, ERR_RANGE, 0 },
        { "", 0, ERR_SYNTAX, 0 },
        { "-", 0, ERR_SYNTAX, 0 },
        { "x", 0, ERR_SYNTAX, 0 },
        { "1e2x", 0, ERR_SYNTAX, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t v = -12345;
        int err = literal_fixed(text_of(rows[i].typed), rows[i].decimals, &v);
        if (err != rows[i].err || v != (err ? -12345 : rows[i].value))
            fail_msg("%s: error %d, value %d", rows[i].typed, err, (int)v);
    }
}

// A command that is only looked at is saved as it was typed.
static void test_a_look_changes_nothing_and_knows_the_length(void **state)
{
    static const struct {
        const char *text;
        int err;
        size_t len; // resolved
    } rows[] = {
        { "'a\\\\n'", OK, 3 },       { "'it\\'s'", OK, 4 }, { "'plain'", OK, 5 },
        { "'a\\q'", ERR_SYNTAX, 0 }, { "on", ERR_NAME, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct literal l;
        assert_int_equal(literal_look(text_of(rows[i].text), &l), rows[i].err); // it is constant
        if (!rows[i].err)
            assert_int_equal(l.text.len, rows[i].len);
    }
}

// A command that is given again, after its escapes were resolved in place.
static void test_what_was_resolved_is_not_resolved_again(void **state)
{
    static const struct {
        const char *text, *value;
    } rows[] = {
        { "'a\\\\n'", "a\\n" }, { "\"\\\"\"", "\"" },   { "'it\\'s'", "it's" },
        { "'\\n'", "\n" },      { "'plain'", "plain" }, { "'\\\\\\\\'", "\\\\" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[32];
        struct literal l;
        strcpy(text, rows[i].text);
        for (int k = 0; k < 4; k++) {
            assert_int_equal(literal_parse(text_of(text), &l), OK);
            assert_int_equal(l.kind, LIT_TEXT);
            expect_text(l.text, rows[i].value);
            assert_int_equal(strlen(text), strlen(rows[i].text));
        }
    }
}

static void test_a_check_changes_nothing_and_takes_any_size(void **state)
{
    static const struct {
        const char *text;
        int err;
    } rows[] = {
        { "'a\\n'", OK },
        { " 99999999999 ", OK },
        { "[1, ('x', None)]", OK },
        { "-1.5e3", OK },
        { "", ERR_SYNTAX },
        { "'a", ERR_SYNTAX },
        { "'a'b'", ERR_SYNTAX },
        { "[1", ERR_SYNTAX },
        { "word", ERR_NAME },
        { "[word]", ERR_NAME },
        { "1 2", ERR_SYNTAX },
        { "f()", ERR_SYNTAX },
        { "[\"a]\", 'b,c']", OK },
        { "\"a\\\"b\"", OK },
        { "a'b'", ERR_SYNTAX },
        { "\"", ERR_SYNTAX },
        { "(1,)", OK },
        { "(,)", ERR_SYNTAX },
        { "[]", OK },
        { "[\"a\" 'b']", ERR_SYNTAX },
    };
    char text[32];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        strcpy(text, rows[i].text);
        assert_int_equal(literal_check(text_of(text)), rows[i].err);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_a_seal_that_is_open_is_no_literal(void **state)
{
    struct literal l;

    (void)state;
    assert_int_equal(literal_parse(text_of("\1"), &l), ERR_SYNTAX);
    assert_int_equal(literal_parse(text_of("\1abc"), &l), ERR_SYNTAX);
    assert_int_equal(literal_parse(text_of("\1abc'"), &l), ERR_SYNTAX);
    assert_int_equal(literal_parse(text_of("\1\1"), &l), OK);
    assert_int_equal(l.text.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_kind_of_literal_is_read),
        TEST(test_text_is_read_with_its_escapes),
        TEST(test_what_is_no_literal_is_refused_with_its_reason),
        TEST(test_four_brackets_may_be_nested_and_no_more),
        TEST(test_fixed_point_numbers_are_scaled_and_cut),
        TEST(test_a_look_changes_nothing_and_knows_the_length),
        TEST(test_what_was_resolved_is_not_resolved_again),
        TEST(test_a_seal_that_is_open_is_no_literal),
        TEST(test_a_check_changes_nothing_and_takes_any_size),
    };

    return RUN(tests);
}
