// What may reach a terminal.
#include "base/visible.h"
#include "test.h"
#include <string.h>

static size_t encode(uint32_t code, char *p)
{
    if (code < 0x80) {
        p[0] = (char)code;
        return 1;
    }
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; code >>= 6)
        p[i] = (char)(0x80 | (code & 0x3f));
    p[0] = (char)((0xf00u >> n & 0xff) | code);
    return n;
}

static bool is_in(uint32_t code, const uint32_t (*ranges)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1])
            return true;
    return false;
}

static void test_no_control_and_nothing_that_hides_is_visible(void **state)
{
    (void)state;
    static const uint32_t unseen[][2] = {
        { 0, 0x1f },        { 0x7f, 0x9f },     { 0xad, 0xad },       { 0x61c, 0x61c },
        { 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f },
        { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0001, 0xe0001 }, { 0xe0020, 0xe007f },
    };
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        for (uint32_t code = unseen[i][0]; code <= unseen[i][1]; code++)
            assert_false(visible_is(code));
}

static void test_what_people_write_is_visible(void **state)
{
    (void)state;
    static const uint32_t seen[][2] = {
        { 0x20, 0x7e },     { 0xa0, 0xac },     { 0xae, 0x34e },      { 0x370, 0x61b },
        { 0x61d, 0x115e },  { 0x2010, 0x2027 }, { 0x202f, 0x205f },   { 0x2070, 0x3163 },
        { 0x4e00, 0xd7ff }, { 0xfe00, 0xfe0f }, { 0x1f300, 0x1faff },
    };
    char p[4];
    bool is_visible;

    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
        for (uint32_t code = seen[i][0]; code <= seen[i][1]; code++) {
            size_t n = encode(code, p);
            assert_true(visible_is(code));
            assert_int_equal(visible_next(text_make(p, n), &is_visible), n);
            assert_true(is_visible);
        }
}

static void test_each_character_is_taken_for_itself(void **state)
{
    (void)state;
    static const uint32_t bad[][2] = { { 0x80, 0x9f }, { 0x2028, 0x202e } };
    char p[8], made[8];

    for (uint32_t code = 1; code < 0x110000; code += code < 0x3000 ? 1 : 97) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        size_t n = encode(code, p);
        p[n] = 'x';
        assert_true(text_is_utf8(text_make(p, n + 1)));
        assert_int_equal(visible_text(text_make(p, n + 1), ""), visible_is(code));
        assert_true(!is_in(code, bad, 2) || !visible_is(code));
        memcpy(made, p, sizeof p);
        visible_make(made, n + 1, "");
        if (visible_is(code)) {
            assert_memory_equal(made, p, n + 1);
        } else {
            assert_int_equal(strspn(made, "?"), n);
            assert_int_equal(made[n], 'x');
        }
    }
}

static void test_broken_bytes_become_question_marks_one_by_one(void **state)
{
    (void)state;
    char text[] = "a\x9b\xc3(\xe2\x80\xf0\x9f\x98z\xc3\xa4\xff\n\t\x1b";

    visible_make(text, sizeof text - 1, "\n\t");
    assert_string_equal(text, "a\?\?(\?\?\?\?\?z\xc3\xa4?\n\t?");
    assert_false(visible_text(text_of("\xc3\xa4\n"), ""));
    assert_true(visible_text(text_of("\xc3\xa4\n"), "\n"));
    assert_false(visible_text(text_of("\xc3"), "\n"));
    assert_true(visible_text(text_of(""), ""));
    visible_make(text, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_no_control_and_nothing_that_hides_is_visible),
        TEST(test_what_people_write_is_visible),
        TEST(test_each_character_is_taken_for_itself),
        TEST(test_broken_bytes_become_question_marks_one_by_one),
    };

    return RUN(tests);
}
