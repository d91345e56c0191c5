// What stands behind a command.
#include "command/postfix.h"
#include "test.h"

static const struct {
    const char *line, *left;
    bool is_task, loops, has_time;
    uint32_t ms;
    const char *host;
} rows[] = {
    { "light toggle", "light toggle", false, false, false, 0, "" },
    { "light toggle &", "light toggle", true, false, false, 0, "" },
    { "light toggle &&", "light toggle", true, true, false, 0, "" },
    { "  light toggle   &500  ", "light toggle", true, false, true, 500, "" },
    { "light toggle &&500", "light toggle", true, true, true, 500, "" },
    { "light toggle &2147483647", "light toggle", true, false, true, 2147483647, "" },
    { "light toggle >>node02", "light toggle", false, false, false, 0, "node02" },
    { "light toggle &&9 >>a-b_c.d:90", "light toggle", true, true, true, 9, "a-b_c.d:90" },
    { "light toggle >>10.0.1.61 &", "light toggle", true, false, false, 0, "10.0.1.61" },
    { "task list >json >>node02", "task list >json", false, false, false, 0, "node02" },
    { "a &0", "a", true, false, true, 0, "" },
    // What only looks alike belongs to the command.
    { "&", "&", false, false, false, 0, "" },
    { ">>node02", ">>node02", false, false, false, 0, "" },
    { "a & 500", "a & 500", false, false, false, 0, "" },
    { "a &-5", "a &-5", false, false, false, 0, "" },
    { "a &+5", "a &+5", false, false, false, 0, "" },
    { "a &5x", "a &5x", false, false, false, 0, "" },
    { "a &2147483648", "a &2147483648", false, false, false, 0, "" },
    { "a &&&", "a &&&", false, false, false, 0, "" },
    { "a &&-1", "a &&-1", false, false, false, 0, "" },
    { "a& ", "a&", false, false, false, 0, "" },
    { "a >>", "a >>", false, false, false, 0, "" },
    { "a >>b/c", "a >>b/c", false, false, false, 0, "" },
    { "a >>\xc3\xa9", "a >>\xc3\xa9", false, false, false, 0, "" },
    { "a > >b", "a > >b", false, false, false, 0, "" },
    { "a & &", "a &", true, false, false, 0, "" },
    { "a >>b >>c", "a >>b", false, false, false, 0, "c" },
    { "say '>>x' &", "say '>>x'", true, false, false, 0, "" },
    { "", "", false, false, false, 0, "" },
    { "   ", "", false, false, false, 0, "" },
};

static void test_it_is_taken_off_the_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text line = text_of(rows[i].line);
        struct postfix p = postfix_take(&line);
        if (p.is_task != rows[i].is_task || p.loops != rows[i].loops ||
            p.has_time != rows[i].has_time || p.ms != rows[i].ms)
            fail_msg("%s: task %d, loops %d, time %d: %u", rows[i].line, p.is_task, p.loops,
                     p.has_time, (unsigned)p.ms);
        expect_text(line, rows[i].left);
        expect_text(p.host, rows[i].host);
    }
}

static void test_an_address_has_digits_and_dots_only(void **state)
{
    (void)state;
    assert_true(postfix_is_address(text_of("10.0.1.7")));
    assert_false(postfix_is_address(text_of("a0.0.1.7")));
    assert_false(postfix_is_address(text_of("10.0.1.a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_address_has_digits_and_dots_only),
        TEST(test_it_is_taken_off_the_line),
    };

    return RUN(tests);
}
