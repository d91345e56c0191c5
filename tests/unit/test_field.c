// Declared values: conversion of literals, checks of settings, what is accepted, defaults.
#include "base/err.h"
#include "base/field.h"
#include "test.h"

static const struct field number = { "n", K_INT, "a number", .lo = 0, .hi = 10, .def = 3 };
static const struct field clamped = { "n", K_INT, "a number", .lo = 0, .hi = 10, .flags = F_CLAMP };
static const struct field answered = {
    "n", K_INT, "a number", .lo = 0, .hi = 10, .flags = F_ANSWERS
};
static const struct field any = { "n", K_INT, "a number" };
static const struct field fixed = { "f",       K_FIXED,   "volts",      .lo = -150,
                                    .hi = 330, .def = 25, .decimals = 2 };
static const struct field truth = { "b", K_BOOL, "yes or no", .def = 1 };
static const struct field choice = { "c", K_CHOICE, "speed", .choices = "off|low|high" };
static const struct field word = { "t", K_TEXT, "text", .lo = 2, .hi = 4, .text_def = "n/a" };
static const struct field free_kind = { "a", K_ANY, "anything", .text_def = "(1, 2)" };
static const struct field loose = { "t", K_TEXT, "text" };
static const struct field name = {
    "t", K_TEXT, "name", .lo = 1, .hi = 8, .text_def = "node01", .flags = F_NAME
};
static const struct field address = { "t", K_TEXT, "address", .text_def = "n/a",
                                      .flags = F_ADDRESS };

static int convert(const struct field *f, const char *typed, union value *v)
{
    static char copy[64];
    struct literal l;

    strcpy(copy, typed);
    assert_int_equal(literal_parse(text_of(copy), &l), OK);
    return field_convert(f, &l, v);
}

// A number of 64 bits, in a state at an odd place, too.
static void test_wide_numbers(void **state)
{
    static const struct field_range range = { -5000000000, 5000000000, 4000000000 };
    static const struct field limited = { "n", K_INT, .flags = F_CLAMP, .is_wide = true,
                                          .range = &range };
    static const struct field free_one = { "f", K_FIXED, .is_wide = true, .decimals = 3, .at = 3 };
    static const struct field narrow = { "m", K_INT };
    char memory[16] = { 0 }, text[64];
    union value v;
    struct out o;

    (void)state;
    assert_int_equal(convert(&limited, "4294967296", &v), OK);
    assert_true(v.wide == 4294967296);
    assert_int_equal(convert(&limited, "9223372036854775807", &v), OK);
    assert_true(v.wide == 5000000000);
    assert_int_equal(convert(&free_one, "2147483.648", &v), OK);
    assert_true(v.wide == 2147483648);
    assert_int_equal(convert(&free_one, "9223372036854775", &v), OK);
    assert_true(v.wide == 9223372036854775000);
    assert_int_equal(convert(&free_one, "9223372036854775.8079", &v), OK);
    assert_true(v.wide == INT64_MAX);
    assert_int_equal(convert(&free_one, "9223372036854775.808", &v), ERR_RANGE);
    assert_int_equal(convert(&narrow, "2147483648", &v), ERR_RANGE);
    assert_int_equal(field_check(&limited, text_of("5000000000")), OK);
    assert_int_equal(field_check(&narrow, text_of("2147483648")), ERR_RANGE);
    field_store(&free_one, memory, INT64_MIN);
    assert_true(field_load(&free_one, memory) == INT64_MIN);
    assert_int_equal(memory[2], 0);
    assert_int_equal(memory[11], 0);
    assert_int_equal(field_size(&free_one), 8);
    out_init(&o, text, sizeof text);
    field_accepts(&limited, &o);
    field_default(&limited, &o);
    assert_string_equal(text, "-5000000000 to 50000000004000000000");
}

static void test_numbers_are_converted_checked_and_clamped(void **state)
{
    static const struct {
        const struct field *f;
        const char *typed;
        int err;
        int32_t v;
    } rows[] = {
        { &number, "7", OK, 7 },
        { &number, "0", OK, 0 },
        { &number, "10", OK, 10 },
        { &number, "11", ERR_RANGE, 0 },
        { &number, "-1", ERR_RANGE, 0 },
        { &number, "True", OK, 1 },
        { &number, "1.5", ERR_TYPE, 0 },
        { &number, "'1'", ERR_TYPE, 0 },
        { &number, "[1]", ERR_TYPE, 0 },
        { &number, "None", ERR_TYPE, 0 },
        { &clamped, "11", OK, 10 },
        { &clamped, "-2147483648", OK, 0 },
        { &clamped, "5", OK, 5 },
        { &answered, "11", OK, 11 },
        { &any, "-2147483648", OK, INT32_MIN },
        { &fixed, "1.25", OK, 125 },
        { &fixed, "1", OK, 100 },
        { &fixed, "-1.5", OK, -150 },
        { &fixed, "3.31", ERR_RANGE, 0 },
        { &fixed, "1e3", ERR_RANGE, 0 },
        { &fixed, "2147483647", ERR_RANGE, 0 },
        { &fixed, "-2147483647", ERR_RANGE, 0 },
        { &fixed, "'1'", ERR_TYPE, 0 },
        { &truth, "True", OK, 1 },
        { &truth, "0", OK, 0 },
        { &truth, "5", OK, 1 },
        { &truth, "'True'", OK, 1 },
        { &truth, "'off'", OK, 0 },
        { &truth, "'maybe'", ERR_TYPE, 0 },
        { &choice, "'off'", OK, 0 },
        { &choice, "'high'", OK, 2 },
        { &choice, "'hig'", ERR_RANGE, 0 },
        { &choice, "1", ERR_TYPE, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        union value v = { 0 };
        int err = convert(rows[i].f, rows[i].typed, &v);
        if (err != rows[i].err || (!err && v.i != rows[i].v))
            fail_msg("row %zu, %s: error %d, value %d", i, rows[i].typed, err, (int)v.i);
    }
}

static void test_a_fixed_point_number_out_of_32_bits_is_out_of_range(void **state)
{
    static const struct field wide = { "f", K_FIXED, "volts", .decimals = 2 };
    union value v;

    (void)state;
    assert_int_equal(convert(&wide, "21474836.47", &v), OK);
    assert_int_equal(v.i, INT32_MAX);
    assert_int_equal(convert(&wide, "21474836.48", &v), ERR_RANGE);
    assert_int_equal(convert(&wide, "2147483647", &v), ERR_RANGE);
    assert_int_equal(convert(&wide, "-2147483647", &v), ERR_RANGE);
}

static void test_texts_are_checked_for_their_length(void **state)
{
    union value v;

    (void)state;
    assert_int_equal(convert(&word, "'ab'", &v), OK);
    expect_text(v.s, "ab");
    assert_int_equal(convert(&word, "'a'", &v), ERR_RANGE);
    assert_int_equal(convert(&word, "'abcde'", &v), ERR_RANGE);
    assert_int_equal(convert(&word, "12", &v), ERR_TYPE);
    assert_int_equal(convert(&loose, "''", &v), OK);
}

static void test_a_setting_as_typed_is_checked_by_its_kind(void **state)
{
    static const struct {
        const struct field *f;
        const char *typed;
        int err;
    } rows[] = {
        { &truth, "true", OK },
        { &truth, "FALSE", OK },
        { &truth, "1", OK },
        { &truth, "yes", OK },
        { &truth, "Off", OK },
        { &truth, "2", ERR_TYPE },
        { &truth, "", ERR_TYPE },
        { &number, "+2", OK },
        { &number, "10", OK },
        { &number, "11", ERR_RANGE },
        { &number, "2.5", ERR_TYPE },
        { &number, "abc", ERR_TYPE },
        { &number, "99999999999", ERR_RANGE },
        { &fixed, "2.5", OK },
        { &fixed, "3.4", ERR_RANGE },
        { &fixed, "x", ERR_TYPE },
        { &choice, "low", OK },
        { &choice, "LOW", ERR_RANGE },
        { &choice, "", ERR_RANGE },
        { &word, "abc", OK },
        { &word, "a", ERR_RANGE },
        { &word, "abcde", ERR_RANGE },
        { &word, "N/A", OK },
        { &loose, "anything at all", OK },
        { &loose, "n/a", OK },
        { &name, "a-b_C.9", OK },
        { &name, "", ERR_RANGE },
        { &name, "a b", ERR_RANGE },
        { &name, "a$", ERR_RANGE },
        { &name, "\xc3\xa9", ERR_RANGE },
        { &name, "123456789", ERR_RANGE },
        { &name, "@[`{", ERR_RANGE },
        { &name, "/:", ERR_RANGE },
        { &name, "n/a", ERR_RANGE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int err = field_check(rows[i].f, text_of(rows[i].typed));
        if (err != rows[i].err)
            fail_msg("row %zu, \"%s\": %d", i, rows[i].typed, err);
    }
}

static void test_an_address_is_four_numbers_of_a_byte_each(void **state)
{
    static const char *const right[] = { "192.168.1.20", "0.0.0.0", "255.255.255.255", "n/a",
                                         "N/A" };
    static const char *const wrong[] = { "",           "1",         "1.2.3",     "1.2.3.",
                                         "1.2.3.4.",   "1.2.3.4.5", "256.1.1.1", "1.2.3.x",
                                         "1..2.3",     "-1.2.3.4",  "+1.2.3.4",  "1.2.3.-0",
                                         "1.2.3.0004", " 1.2.3.4",  "1.2.3.4 ",  "::1",
                                         "nowhere" };

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (field_check(&address, text_of(right[i])))
            fail_msg("\"%s\" is refused", right[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (field_check(&address, text_of(wrong[i])) != ERR_RANGE)
            fail_msg("\"%s\" is accepted", wrong[i]);
}

static void test_what_is_accepted_is_told_in_words(void **state)
{
    static const struct {
        const struct field *f;
        const char *text;
    } rows[] = {
        { &truth, "on or off" },
        { &choice, "off, low or high" },
        { &number, "0 to 10" },
        { &any, "a whole number, as 10" },
        { &fixed, "-1.50 to 3.30" },
        { &word, "2 to 4 bytes" },
        { &loose, "text" },
        { &name, "1 to 8 characters of A-Z a-z 0-9 - _ ." },
        { &address, "an IPv4 address or n/a" },
        { &free_kind, "a number, on or off, text in quotes or a list, as [1, 'a']" },
    };
    char text[64];
    struct out o;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        out_init(&o, text, sizeof text);
        field_accepts(rows[i].f, &o);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_defaults_are_written_as_the_shell_shows_them(void **state)
{
    static const struct field off = { "b", K_BOOL, "no" };
    static const struct {
        const struct field *f;
        const char *text;
    } rows[] = {
        { &truth, "True" }, { &off, "False" }, { &number, "3" },         { &fixed, "0.25" },
        { &word, "n/a" },   { &loose, "" },    { &free_kind, "(1, 2)" },
    };
    char text[16];
    struct out o;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        out_init(&o, text, sizeof text);
        field_default(rows[i].f, &o);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_every_kind_has_a_name(void **state)
{
    static const char *const names[] = { "bool", "int", "fixed", "choice", "text", "hours", "any" };

    (void)state;
    for (int i = K_BOOL; i <= K_ANY; i++)
        assert_string_equal(field_kind_name((enum field_kind)i), names[i]);
}

static void test_hours_may_have_minutes(void **state)
{
    static const struct {
        const char *text;
        int err;
        int32_t minutes;
    } rows[] = {
        { "0", OK, 0 },           { "1", OK, 60 },        { "-12", OK, -720 },
        { "+14", OK, 840 },       { "5:30", OK, 330 },    { "5:45", OK, 345 },
        { "-3:30", OK, -210 },    { "-0:30", OK, -30 },   { "", ERR_ARG, 0 },
        { ":30", ERR_ARG, 0 },    { "5:", ERR_ARG, 0 },   { "5:3", ERR_ARG, 0 },
        { "5:60", ERR_ARG, 0 },   { "5:-1", ERR_ARG, 0 }, { "5:300", ERR_ARG, 0 },
        { "x", ERR_ARG, 0 },      { "5:3x", ERR_ARG, 0 }, { "10000", ERR_ARG, 0 },
        { "5:30:0", ERR_ARG, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t minutes = 0;
        if (field_minutes(text_of(rows[i].text), &minutes) != rows[i].err ||
            minutes != rows[i].minutes)
            fail_msg("%s: %d", rows[i].text, (int)minutes);
    }
    const struct field hours = { "gmttime", K_HOURS, "", .lo = -12, .hi = 14 };
    assert_int_equal(field_check(&hours, text_of("14")), OK);
    assert_int_equal(field_check(&hours, text_of("14:01")), ERR_RANGE);
    assert_int_equal(field_check(&hours, text_of("-12:01")), ERR_RANGE);
    assert_int_equal(field_check(&hours, text_of("one")), ERR_TYPE);
}

static void test_a_state_has_room_for_each_value(void **state)
{
    const struct field wide = { "w", K_INT, "", .is_wide = true };

    (void)state;
    assert_int_equal(field_size(&number), 4);
    assert_int_equal(field_size(&wide), 8);
    assert_int_equal(field_size(&word), 5); // four characters and the terminator
}

static void test_a_switch_has_two_values(void **state)
{
    const struct field bit = { "b", K_INT, "", .lo = 0, .hi = 1 };
    const struct field other_pair = { "b", K_INT, "", .lo = 1, .hi = 2 };
    const struct field volts = { "v", K_FIXED, "", .lo = 0, .hi = 1 };

    (void)state;
    assert_true(field_is_switch(&truth) && field_is_switch(&bit));
    assert_false(field_is_switch(&number) || field_is_switch(&other_pair));
    assert_false(field_is_switch(&volts) || field_is_switch(&choice) || field_is_switch(&word));
}

static void test_a_colour_is_offered_where_one_is_taken(void **state)
{
    const struct field color = { "red", K_INT, "", .lo = 0, .hi = 255, .flags = F_COLOR };
    char text[64];
    struct out o;

    (void)state;
    out_init(&o, text, sizeof text);
    field_accepts_color(&number, &o);
    assert_int_equal(o.len, 0);
    field_accepts_color(&color, &o);
    assert_string_equal(text, ", or a colour, as #ff8000 or orange");
}

static void test_every_class_is_found_by_its_name(void **state)
{
    (void)state;
    for (unsigned i = CLASS_NONE + 1; i < CLASS_COUNT; i++)
        assert_int_equal(field_class_of(text_of(field_class_name(i))), i);
    assert_int_equal(field_class_of(text_of("temperatur")), CLASS_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_wide_numbers),
        TEST(test_a_state_has_room_for_each_value),
        TEST(test_a_switch_has_two_values),
        TEST(test_a_colour_is_offered_where_one_is_taken),
        TEST(test_every_class_is_found_by_its_name),
        TEST(test_numbers_are_converted_checked_and_clamped),
        TEST(test_a_fixed_point_number_out_of_32_bits_is_out_of_range),
        TEST(test_texts_are_checked_for_their_length),
        TEST(test_a_setting_as_typed_is_checked_by_its_kind),
        TEST(test_an_address_is_four_numbers_of_a_byte_each),
        TEST(test_what_is_accepted_is_told_in_words),
        TEST(test_defaults_are_written_as_the_shell_shows_them),
        TEST(test_every_kind_has_a_name),
        TEST(test_hours_may_have_minutes),
    };

    return RUN(tests);
}
