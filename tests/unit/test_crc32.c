// CRC-32 against values that others computed.
#include "base/crc32.h"
#include "test.h"

static void test_known_values(void **state)
{
    (void)state;
    assert_int_equal(crc32_add(0, "", 0), 0);
    assert_int_equal(crc32_add(0, "123456789", 9), 0xCBF43926); // the check value of its catalogues
    assert_int_equal(crc32_add(0, "The quick brown fox jumps over the lazy dog", 43), 0x414FA339);
    assert_int_equal(crc32_add(0, "\0\0\0\0", 4), 0x2144DF1C);
    assert_int_equal(crc32_add(0, "\xff\xff\xff\xff", 4), 0xFFFFFFFF);
}

static void test_pieces_give_what_the_whole_gives(void **state)
{
    static const char digits[] = "123456789";

    (void)state;
    for (size_t n = 0; n <= 9; n++)
        assert_int_equal(crc32_add(crc32_add(0, digits, n), digits + n, 9 - n), 0xCBF43926);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_known_values),
        TEST(test_pieces_give_what_the_whole_gives),
    };

    return RUN(tests);
}
