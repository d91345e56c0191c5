// Slices of text.
#include "base/err.h"
#include "test.h"

static void test_slices_are_compared_byte_by_byte(void **state)
{
    (void)state;
    assert_true(text_is(text_of("abc"), "abc"));
    assert_false(text_is(text_of("abc"), "abd"));
    assert_false(text_is(text_of("abc"), "ab"));
    assert_true(text_is(text_make("abc", 0), ""));
    assert_true(text_same_nocase(text_of("N/A"), "n/a"));
    assert_true(text_same_nocase(text_of("TrUe"), "tRuE"));
    assert_false(text_same_nocase(text_of("tru"), "true"));
    assert_false(text_same_nocase(text_of("truer"), "true"));
    assert_false(text_same_nocase(text_of("[rue"), "{rue")); // only letters have a case
    assert_true(text_starts(text_of("LM_light"), "LM_"));
    assert_false(text_starts(text_of("LM"), "LM_"));
    assert_false(text_starts(text_of("LX_light"), "LM_"));
    assert_true(text_starts(text_of("x"), ""));
}

static void test_words_are_taken_off_one_by_one(void **state)
{
    struct text rest = text_of(" \t one\r\ntwo  three ");

    (void)state;
    expect_text(text_word(&rest), "one");
    expect_text(text_word(&rest), "two");
    expect_text(rest, "three");
    expect_text(text_word(&rest), "three");
    expect_text(text_word(&rest), "");
    expect_text(text_trim(text_of(" \t\r\n ")), "");
    expect_text(text_skip(text_of("abc"), 1), "bc");
    expect_text(text_skip(text_of("abc"), 9), "");
}

static void test_a_mark_inside_quotes_does_not_count(void **state)
{
    struct text rest = text_of("say 'a;b' \"c;\\\"d;\";next;");

    (void)state;
    expect_text(text_until(&rest, ';'), "say 'a;b' \"c;\\\"d;\"");
    expect_text(text_until(&rest, ';'), "next");
    expect_text(rest, "");
    rest = text_of("no mark");
    expect_text(text_until(&rest, ';'), "no mark");
    expect_text(rest, "");
    rest = text_of("open 'quote; \\");
    expect_text(text_until(&rest, ';'), "open 'quote; \\");
    rest = text_of("'a\\");
    expect_text(text_until(&rest, ';'), "'a\\");
}

static void test_whole_numbers_are_read_in_32_bits(void **state)
{
    static const struct {
        const char *typed;
        int err;
        int32_t value;
    } rows[] = {
        { "0", OK, 0 },
        { "-0", OK, 0 },
        { "+5", OK, 5 },
        { "2147483647", OK, INT32_MAX },
        { "-2147483648", OK, INT32_MIN },
        { "2147483648", ERR_RANGE, 0 },
        { "-2147483649", ERR_RANGE, 0 },
        { "99999999999999999999", ERR_RANGE, 0 },
        { "", ERR_ARG, 0 },
        { "-", ERR_ARG, 0 },
        { "+", ERR_ARG, 0 },
        { "1.5", ERR_ARG, 0 },
        { "a", ERR_ARG, 0 },
        { "1 ", ERR_ARG, 0 },
        { "--1", ERR_ARG, 0 },
        { "/", ERR_ARG, 0 },
        { ":", ERR_ARG, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t v = 77;
        assert_int_equal(text_int(text_of(rows[i].typed), &v), rows[i].err);
        assert_int_equal(v, rows[i].err ? 77 : rows[i].value);
    }
}

static void test_whole_numbers_are_read_in_64_bits(void **state)
{
    static const struct {
        const char *typed;
        int err;
        int64_t value;
    } rows[] = {
        { "2147483648", OK, 2147483648 },          { "4294967296", OK, 4294967296 },
        { "9223372036854775807", OK, INT64_MAX },  { "+9223372036854775807", OK, INT64_MAX },
        { "-9223372036854775808", OK, INT64_MIN }, { "00000000000000000000000001", OK, 1 },
        { "9223372036854775808", ERR_RANGE, 0 },   { "-9223372036854775809", ERR_RANGE, 0 },
        { "10000000000000000000", ERR_RANGE, 0 },  { "18446744073709551617", ERR_RANGE, 0 },
        { "99999999999999999999x", ERR_ARG, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t v = 77;
        assert_int_equal(text_long(text_of(rows[i].typed), &v), rows[i].err);
        assert_true(v == (rows[i].err ? 77 : rows[i].value));
    }
}

// RFC 3629, section 4: for each first byte the range of the second and how many follow.
static bool is_utf8_by_the_table(const uint8_t *p, size_t len)
{
    static const struct {
        uint8_t first, last, lo, hi;
        size_t more;
    } rows[] = {
        { 0x00, 0x7f, 0, 0, 0 },       { 0xc2, 0xdf, 0x80, 0xbf, 1 }, { 0xe0, 0xe0, 0xa0, 0xbf, 2 },
        { 0xe1, 0xec, 0x80, 0xbf, 2 }, { 0xed, 0xed, 0x80, 0x9f, 2 }, { 0xee, 0xef, 0x80, 0xbf, 2 },
        { 0xf0, 0xf0, 0x90, 0xbf, 3 }, { 0xf1, 0xf3, 0x80, 0xbf, 3 }, { 0xf4, 0xf4, 0x80, 0x8f, 3 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (p[0] < rows[i].first || p[0] > rows[i].last)
            continue;
        if (len != rows[i].more + 1 || (len > 1 && (p[1] < rows[i].lo || p[1] > rows[i].hi)))
            return false;
        for (size_t k = 2; k < len; k++)
            if (p[k] < 0x80 || p[k] > 0xbf)
                return false;
        return true;
    }
    return false;
}

static void test_utf8_is_what_the_table_of_rfc_3629_says(void **state)
{
    static const uint8_t edges[] = { 0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff };
    uint8_t p[4];

    (void)state;
    for (int first = 0; first < 256; first++) {
        p[0] = (uint8_t)first;
        assert_int_equal(text_is_utf8(text_make((char *)p, 1)), is_utf8_by_the_table(p, 1));
        for (int second = 0; second < 256; second++) {
            p[1] = (uint8_t)second;
            // Two bytes may be two characters of one byte each.
            bool two = is_utf8_by_the_table(p, 2) || (first < 0x80 && second < 0x80);
            assert_int_equal(text_is_utf8(text_make((char *)p, 2)), two);
            for (size_t k = 0; first >= 0xe0 && k < sizeof edges * sizeof edges; k++) {
                p[2] = edges[k / sizeof edges];
                p[3] = edges[k % sizeof edges];
                bool four =
                    is_utf8_by_the_table(p, 4) || (is_utf8_by_the_table(p, 3) && p[3] < 0x80);
                assert_int_equal(text_is_utf8(text_make((char *)p, 3)), is_utf8_by_the_table(p, 3));
                assert_int_equal(text_is_utf8(text_make((char *)p, 4)), four);
            }
        }
    }
}

static void test_yes_and_no_have_many_spellings(void **state)
{
    static const char *const no[] = { "off", "OFF", "false", "False", "no", "nO", "0" };
    static const char *const yes[] = { "on", "On", "true", "TRUE", "yes", "Yes", "1" };
    static const char *const neither[] = { "",  "o",  "of",  "offf", "y", "n",
                                           "2", "01", " on", "on ",  "-1" };
    bool is_yes;

    (void)state;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        is_yes = true;
        assert_int_equal(text_bool(text_of(no[i]), &is_yes), OK);
        assert_false(is_yes);
        assert_int_equal(text_bool(text_of(yes[i]), &is_yes), OK);
        assert_true(is_yes);
    }
    for (size_t i = 0; i < sizeof neither / sizeof *neither; i++)
        assert_int_equal(text_bool(text_of(neither[i]), &is_yes), ERR_ARG);
}

static void test_a_name_has_no_other_character_at_either_end(void **state)
{
    (void)state;
    assert_true(text_is_name(text_of("aZ09_"), "_"));
    assert_false(text_is_name(text_of("-a"), "_"));
    assert_false(text_is_name(text_of("a-"), "_"));
    assert_false(text_is_name(text_of("-"), "_"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_name_has_no_other_character_at_either_end),
        TEST(test_slices_are_compared_byte_by_byte),
        TEST(test_words_are_taken_off_one_by_one),
        TEST(test_a_mark_inside_quotes_does_not_count),
        TEST(test_whole_numbers_are_read_in_32_bits),
        TEST(test_whole_numbers_are_read_in_64_bits),
        TEST(test_yes_and_no_have_many_spellings),
        TEST(test_utf8_is_what_the_table_of_rfc_3629_says),
    };

    return RUN(tests);
}
