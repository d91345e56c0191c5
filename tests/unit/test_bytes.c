// Byte operations.
#include "base/bytes.h"
#include "test.h"

static void test_bytes_are_moved_both_ways_over_themselves(void **state)
{
    char up[] = "abcdef", down[] = "abcdef";

    (void)state;
    bytes_move(up + 2, up, 4);
    assert_string_equal(up, "ababcd");
    bytes_move(down, down + 2, 4);
    assert_string_equal(down, "cdefef");
    bytes_fill(up, 'x', 3);
    assert_string_equal(up, "xxxbcd");
}

static void test_bytes_differ_wherever_they_differ(void **state)
{
    uint8_t a[] = { 1, 2, 3 }, b[] = { 1, 2, 3 };

    (void)state;
    assert_true(bytes_same_in_constant_time(a, b, 3));
    for (int i = 0; i < 3; i++) {
        b[i] ^= 0x80;
        assert_false(bytes_same_in_constant_time(a, b, 3));
        b[i] ^= 0x80;
    }
}

static void test_copies_of_nothing_need_no_address(void **state)
{
    char a[2] = "x";

    (void)state;
    bytes_copy(a, NULL, 0);
    assert_string_equal(a, "x");
    bytes_copy(a, "y", 1);
    assert_string_equal(a, "y");
}

static void test_what_is_wiped_is_zero(void **state)
{
    char a[] = "secret!";

    (void)state;
    bytes_wipe(a, 6);
    assert_memory_equal(a, "\0\0\0\0\0\0!", 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_bytes_are_moved_both_ways_over_themselves),
        TEST(test_bytes_differ_wherever_they_differ),
        TEST(test_copies_of_nothing_need_no_address),
        TEST(test_what_is_wiped_is_zero),
    };

    return RUN(tests);
}
