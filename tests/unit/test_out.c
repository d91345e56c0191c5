// The bounded text writer.
#include "base/out.h"
#include "test.h"

static char text[64];

static struct out fresh(void)
{
    struct out o;

    out_init(&o, text, sizeof text);
    return o;
}

static void test_it_never_writes_past_its_buffer_and_says_so(void **state)
{
    char small[6] = "xxxxx";
    struct out o;

    (void)state;
    small[5] = 'G';
    out_init(&o, small, 5);
    out_text(&o, "1234");
    assert_false(o.full);
    assert_string_equal(small, "1234");
    out_char(&o, '5');
    assert_true(o.full);
    assert_string_equal(small, "1234");
    assert_int_equal(small[5], 'G');
    out_flush(&o); // nothing to do without a flush function
    expect_text(out_written(&o), "1234");
}

static void test_of_a_text_that_does_not_fit_the_beginning_is_written(void **state)
{
    char small[6];
    struct out o;

    (void)state;
    out_init(&o, small, sizeof small);
    out_text(&o, "ab");
    out_text(&o, "cdefgh");
    assert_true(o.full);
    assert_string_equal(small, "abcde");
}

static void collect(void *ctx, const char *data, size_t len)
{
    tape_add(ctx, data, len);
}

static void test_with_a_flush_text_of_any_length_passes_through(void **state)
{
    struct tape t = { 0 };
    char small[4];
    struct out o;

    (void)state;
    out_init_flush(&o, small, sizeof small, collect, &t);
    out_flush(&o);
    assert_null(t.data);
    out_text(&o, "a text that is longer than four bytes");
    out_flush(&o);
    assert_string_equal(t.data, "a text that is longer than four bytes");
    assert_int_equal(o.flushed, t.len);
    assert_int_equal(o.len, 0);
    assert_false(o.full);
    tape_clear(&t);
}

static void test_numbers_are_written_over_their_whole_range(void **state)
{
    static const struct {
        int32_t v;
        uint8_t decimals;
        const char *text;
    } rows[] = {
        { 0, 0, "0" },
        { 42, 0, "42" },
        { -7, 0, "-7" },
        { INT32_MAX, 0, "2147483647" },
        { INT32_MIN, 0, "-2147483648" },
        { 5, 1, "0.5" },
        { -5, 1, "-0.5" },
        { 1500, 3, "1.500" },
        { -12345, 2, "-123.45" },
        { INT32_MIN, 9, "-2.147483648" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct out o = fresh();
        out_fixed(&o, rows[i].v, rows[i].decimals);
        assert_string_equal(text, rows[i].text);
    }
    struct out o = fresh();
    out_uint(&o, UINT32_MAX);
    out_char(&o, ' ');
    out_hex(&o, 0, 1);
    out_char(&o, ' ');
    out_hex(&o, 0xbeef, 8);
    out_char(&o, ' ');
    out_int(&o, INT32_MIN);
    out_char(&o, ' ');
    out_fixed(&o, INT64_MIN, 3);
    assert_string_equal(text, "4294967295 0 0000beef -2147483648 -9223372036854775.808");
}

static void test_the_inside_of_a_json_string_is_escaped(void **state)
{
    struct out o = fresh();

    (void)state;
    out_quoted(&o, text_make("a\"b\\c\nd\te\x01\x7f\0\xc3\xa9/", 15));
    assert_string_equal(text, "\"a\\\"b\\\\c\\nd\\u0009e\\u0001\\u007f\\u0000\xc3\xa9/\"");
    assert_true(is_json(text));
}

static void test_formats_are_the_few_that_are_promised(void **state)
{
    struct out o = fresh();

    (void)state;
    out_format(&o, "%s|%.*s|%d|%u|%x|%c|%%|", "str", 2, "abc", -5, 6u, 0x1fu, 'c');
    assert_string_equal(text, "str|ab|-5|6|1f|c|%|");
}

static void write(struct out *o, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    out_vformat(o, format, args);
    va_end(args);
}

static void test_a_percent_sign_at_the_end_is_itself(void **state)
{
    char format[] = "100%";
    struct out o = fresh();

    (void)state;
    write(&o, format);
    assert_string_equal(text, "100%");
}

static void test_padding_and_slices_are_written_as_long_as_they_are(void **state)
{
    struct out o = fresh();

    (void)state;
    out_pad(&o, 0);
    out_pad(&o, 3);
    out_slice(&o, text_make("abcdef", 2));
    assert_string_equal(text, "   ab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_it_never_writes_past_its_buffer_and_says_so),
        TEST(test_of_a_text_that_does_not_fit_the_beginning_is_written),
        TEST(test_with_a_flush_text_of_any_length_passes_through),
        TEST(test_numbers_are_written_over_their_whole_range),
        TEST(test_the_inside_of_a_json_string_is_escaped),
        TEST(test_formats_are_the_few_that_are_promised),
        TEST(test_a_percent_sign_at_the_end_is_itself),
        TEST(test_padding_and_slices_are_written_as_long_as_they_are),
    };

    return RUN(tests);
}
